/// The program taskquad: integrates f where f(x) is a run of a program.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "program/command_line.hpp"
#include "program/help.hpp"
#include "program/integral.hpp"
#include "program/journal_commands.hpp"
#include "program/observers.hpp"
#include "program/picture.hpp"
#include "program/report.hpp"
#include "program/stored_values.hpp"

namespace taskquad::program {

namespace {

/// Returns when the text, and what has been printed before, has reached whoever reads it.
void print(const std::string& text) {
    if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
        throw std::runtime_error("taskquad: cannot write to standard output: " + std::generic_category().message(errno));
    }
}

/// Each by itself: what cannot be written does not keep the others from being written. Returns whether all were.
bool write_files(const finding& f, const request& r) {
    bool are_written = true;
    const auto attempt = [&](const std::string& file, auto&& write) {
        if (file.empty()) return;
        try {
            write(file);
        } catch (const std::exception& e) {
            say(e.what());
            are_written = false;
        }
    };
    attempt(r.trace, [&](const std::string& file) { f.traced.write(file); });
    attempt(r.partition, [&](const std::string& file) { write_partition(f, file); });
    attempt(r.plot, [&](const std::string& file) { draw(f, r, file); });
    return are_written;
}

/// What is to be written in the end is looked at before anything is run.
void check_files(const request& r) {
    std::vector<std::filesystem::path> all;
    if (!r.journal.empty()) all.push_back(std::filesystem::absolute(r.journal).lexically_normal());
    for (const std::string* const file : {&r.trace, &r.partition, &r.plot}) {
        if (file->empty()) continue;
        refuse_to_overwrite(*file);
        const auto path = std::filesystem::absolute(*file).lexically_normal();
        if (std::ranges::find(all, path) != all.end()) throw wrong_usage(*file + " is named twice");
        const bool is_there = access(file->c_str(), F_OK) == 0;
        if (access(is_there ? file->c_str() : path.parent_path().c_str(), W_OK) != 0) {
            throw std::runtime_error("taskquad: cannot write " + *file + ": " + std::generic_category().message(errno));
        }
        if (std::filesystem::is_directory(path)) throw std::runtime_error("taskquad: cannot write " + *file + ": it is a folder");
        all.push_back(path);
    }
}

int integrate_and_report(const request& r) {
    check_files(r);
    if (r.dry_run) {
        show_first_runs(r);
        return exit_status::converged;
    }
    const finding f = integrate(r);
    print(r.output == output::json ? json_of(f, r) : text_of(f, r));
    if (!f.fault_of_journal.empty()) say(f.fault_of_journal);
    if (f.how.failure && !f.failure_is_said) say(failure_of(f));
    if (const std::string next = advice(f, r); !next.empty() && !r.quiet) say(next);
    return write_files(f, r) ? exit_status_of(f) : exit_status::wrong_usage;
}

int run(const std::vector<std::string>& arguments) {
    if (!arguments.empty() && arguments[0] == "journal") return run_journal_command(std::span(arguments).subspan(1));
    if (arguments.empty()) throw wrong_usage("what is to be integrated is not said");
    const request r = read_request(command_line(arguments));
    switch (r.asks_for) {
        case request::help::short_text:
            print(short_help());
            return 0;
        case request::help::long_text:
            print(long_help());
            return 0;
        case request::help::version:
            print(version());
            return 0;
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
        const int status = run({argv + 1, argv + argc});
        print("");  // by other means has been printed before
        return status;
    } catch (const wrong_usage& e) {
        say(std::string("taskquad: ") + e.what() + "\nSee taskquad --help");
    } catch (const run_failed& e) {
        say(e.what());
        return exit_status::f_failed;
    } catch (const std::exception& e) {
        const std::string what = e.what();
        say((what.starts_with("taskquad") ? "" : "taskquad: ") + what);
    }
    return exit_status::wrong_usage;
}
