/// The program taskquad: integrates f where f(x) is a run of a program.
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <taskquad/journal.hpp>

#include "program/command_line.hpp"
#include "program/help.hpp"
#include "program/integral.hpp"
#include "program/journal_commands.hpp"
#include "program/observers.hpp"
#include "program/picture.hpp"
#include "program/report.hpp"

namespace taskquad::program {

namespace {

/// Whether the text has reached whoever reads it.
bool print(const std::string& text) { return std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0; }

/// What is to be written in the end is looked at before anything is run.
void check_files(const request& r) {
    for (const std::string* const file : {&r.trace, &r.partition, &r.plot}) {
        if (file->empty()) continue;
        const auto folder = std::filesystem::absolute(*file).parent_path();
        const bool is_there = access(file->c_str(), F_OK) == 0;
        if (access(is_there ? file->c_str() : folder.c_str(), W_OK) != 0 || std::filesystem::is_directory(*file)) {
            throw std::runtime_error("taskquad: cannot write " + *file);
        }
    }
}

int integrate_and_report(const request& r) {
    check_files(r);
    if (r.dry_run) {
        show_first_runs(r);
        return exit_status::converged;
    }
    const finding f = integrate(r);
    if (!print(r.output == output::json ? json_of(f, r) : text_of(f, r))) {
        throw std::runtime_error("taskquad: cannot write the result");
    }
    if (f.how.failure && !f.failure_is_said) say(failure_of(f));
    if (const std::string next = advice(f, r); !next.empty() && !r.quiet) say(next);
    if (!r.partition.empty()) write_partition(f, r.partition);
    if (!r.plot.empty()) draw(f, r, r.plot);
    return exit_status_of(f);
}

int run(const std::vector<std::string>& arguments) {
    if (!arguments.empty() && arguments[0] == "journal") return run_journal_command(std::span(arguments).subspan(1));
    if (arguments.empty()) throw wrong_usage("what is to be integrated is not said");
    const request r = read_request(command_line(arguments));
    switch (r.asks_for) {
        case request::help::short_text:
            return print(short_help()) ? 0 : 1;
        case request::help::long_text:
            return print(long_help()) ? 0 : 1;
        case request::help::version:
            return print(version()) ? 0 : 1;
        case request::help::none:
            break;
    }
    return integrate_and_report(r);
}

}  // namespace

}  // namespace taskquad::program

int main(int argc, char** argv) {
    using namespace taskquad::program;
    try {
        return run({argv + 1, argv + argc});
    } catch (const wrong_usage& e) {
        say(std::string("taskquad: ") + e.what() + "\nSee taskquad --help");
    } catch (const taskquad::journal_mismatch& e) {
        say(std::string(e.what()) + "\nTake another file; or, where f is the same, the --problem that it was begun with");
    } catch (const std::exception& e) {
        say(e.what());
    }
    return exit_status::wrong_usage;
}
