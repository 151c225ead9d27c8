#include "program/journal_commands.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <limits>
#include <ostream>
#include <stdexcept>

#include <taskquad/command.hpp>
#include <taskquad/journal.hpp>

#include "program/command_line.hpp"
#include "program/gate.hpp"
#include "program/help.hpp"
#include "program/integral.hpp"
#include "program/interruption.hpp"
#include "program/observers.hpp"
#include "program/stored_values.hpp"
#include "program/verification.hpp"

namespace taskquad::program {

namespace {

using arguments = std::span<const std::string>;

const std::string& only_file(arguments a, const char* command) {
    if (a.size() != 1) throw wrong_usage("journal " + std::string(command) + " takes one file");
    return a[0];
}

std::string date(double since_1970) {
    const auto t = static_cast<std::time_t>(since_1970);
    std::tm broken{};
    localtime_r(&t, &broken);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &broken);
    return text.data();
}

void show_rows(const stored_values& stored, std::ostream& out, char between) {
    std::string head;
    for (const std::string& name : stored.names()) head += (head.empty() ? "" : std::string(1, between)) + name;
    out << head << '\n';
    for (const stored_values::row& r : stored.rows()) {
        for (const auto* list : {&r.coordinates, &r.value}) {
            for (const double x : *list) out << text_of(x) << between;
        }
        out << short_text_of(r.seconds) << '\n';
    }
}

int info(arguments a) {
    const stored_values stored(only_file(a, "info"));
    const auto rows = stored.rows();
    std::cout << stored.file() << "\nproblem   " << stored.problem() << "\nvalues    " << rows.size();
    if (stored.components() > 1) std::cout << " of " << counted(stored.components(), "component");
    if (!rows.empty()) {
        std::cout << ", x from " << text_of(rows.front().coordinates[0]) << " to " << text_of(rows.back().coordinates[0]);
    }
    std::cout << "\nfailures  " << stored.failures().size() << '\n';
    double spent = 0, longest = 0;
    for (const stored_values::row& r : rows) {
        spent += r.seconds;
        longest = std::max(longest, r.seconds);
    }
    std::cout << "spent     " << text_of(seconds(spent));
    if (!rows.empty()) std::cout << ", " << text_of(seconds(longest)) << " at most for a value";
    std::cout << '\n';
    for (const stored_values::writer& w : stored.writers()) {
        std::cout << "written   " << date(w.first) << " to " << date(w.last) << ", " << counted(w.values, "value")
                  << ", by process " << w.process << " on " << w.host << (w.rank.empty() ? "" : ", rank " + w.rank) << '\n';
    }
    return exit_status::converged;
}

int list(arguments a) {
    show_rows(stored_values(only_file(a, "list")), std::cout, ' ');
    return exit_status::converged;
}

int failures(arguments a) {
    for (const stored_values::failure& f : stored_values(only_file(a, "failures")).failures()) {
        std::cout << "x = " << text_of(f.x) << ", " << date(f.at) << ": " << f.what << '\n';
    }
    return exit_status::converged;
}

int csv(arguments a) {
    if (a.empty() || a.size() > 2)
        throw wrong_usage("journal csv takes one file, and another one to write, if not to standard output");
    const stored_values stored(a[0]);
    if (a.size() == 1) {
        show_rows(stored, std::cout, ',');
        return exit_status::converged;
    }
    refuse_to_overwrite(a[1]);
    std::ofstream out(a[1]);
    show_rows(stored, out, ',');
    out.close();
    if (!out) throw std::runtime_error("taskquad: cannot write " + a[1]);
    return exit_status::converged;
}

int merge(arguments a) {
    if (a.size() < 2) throw wrong_usage("journal merge takes the journal that is added to, and those that are added");
    const bool is_new = !std::filesystem::exists(a[0]);
    const std::string problem = stored_values(a[is_new ? 1 : 0]).problem();
    // All are looked at before anything is changed.
    for (const std::string& file : a.subspan(is_new ? 1 : 0)) {
        const std::string its = stored_values(file).problem();
        if (its != problem) {
            std::string what = "taskquad: journal " + file + ": its problem is \"";
            what.append(its).append("\", not \"").append(problem).append("\"");
            throw journal_mismatch(what);
        }
    }
    journal into(a[0], {.problem = problem});
    for (const std::string& file : a.subspan(1)) {
        std::cout << counted(into.merge(file), "value") << " from " << file << '\n';
    }
    into.flush();
    std::cout << a[0] << " has " << counted(into.size(), "value") << '\n';
    return exit_status::converged;
}

/// Says of each value what has become of it.
int report(const std::vector<second_run>& runs) {
    std::size_t differ = 0, failed = 0;
    for (const second_run& r : runs) {
        std::cout << "x = " << text_of(r.known.x) << ": ";
        if (r.now.empty()) {
            ++failed;
            std::cout << (r.failure.empty() ? "not run" : r.failure) << '\n';
        } else if (r.agrees()) {
            std::cout << "the same\n";
        } else {
            ++differ;
            std::cout << text_of(r.now[r.where()]) << " now, " << text_of(r.known.value[r.where()]) << " in the journal\n";
        }
    }
    std::cout << runs.size() << " of the values run again: " << runs.size() - differ - failed << " the same, " << differ
              << " differ, " << failed << " failed\n";
    if (failed > 0) return exit_status::f_failed;
    return differ > 0 ? exit_status::not_converged : exit_status::converged;
}

int verify(arguments a) {
    const verification_request v = read_verification(command_line(a));
    const stored_values stored(v.file);
    if (stored.coordinates() > 1)
        throw std::runtime_error("taskquad: journal " + v.file + ": has values of f of several coordinates");
    std::vector<finding::sample> all;
    for (const stored_values::row& r : stored.rows()) all.push_back({r.coordinates[0], r.value});
    program::runs f = v.how.f;
    f.components = std::max<std::size_t>(stored.components(), 1);

    block_signals();
    gate through({f.command, command_options_of(f, seconds(0)), f.components});
    const interruption by_signals(through, {.time_limit = options().time_limit,
                                            .taken_up = [] { return std::numeric_limits<std::uint64_t>::max(); },
                                            .say_closed = [](interruption::reason) {},
                                            .say_ending = [] {}});
    const auto again = run_again(through, spread(all, v.values), f.retries);
    if (by_signals.why() == interruption::reason::signal) return exit_status::interrupted;
    return report(again);
}

}  // namespace

int run_journal_command(std::span<const std::string> a) {
    using command = int (*)(arguments);
    if (std::ranges::find(a, "--help") != a.end()) {
        std::cout << long_help();
        return exit_status::converged;
    }
    constexpr std::array<std::pair<std::string_view, command>, 6> commands{
        {{"info", info}, {"list", list}, {"failures", failures}, {"csv", csv}, {"merge", merge}, {"verify", verify}}};
    const auto found = a.empty() ? commands.end() : std::ranges::find(commands, a[0], &std::pair<std::string_view, command>::first);
    if (found == commands.end()) {
        throw wrong_usage((a.empty() ? "journal" : "journal " + a[0]) +
                          ": one of info, list, failures, csv, merge, verify is wanted");
    }
    // An option that is not there; `verify` has some, and says so itself.
    if (found->first != "verify") {
        const auto option = std::ranges::find_if(a, [](const std::string& s) { return s.size() > 1 && s.starts_with("-"); });
        if (option != a.end()) throw wrong_usage(*option + ": there is no such option");
    }
    return found->second(a.subspan(1));
}

}  // namespace taskquad::program
