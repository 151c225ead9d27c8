#include "program/command_line.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "program/option_table.hpp"

namespace taskquad::program {

namespace {

/// CLI11 knows what an option looks like, and which ones there are; what their arguments mean, the table says.
void add(CLI::App& app, const option& o, request& r) {
    const std::string name(o.name);
    const auto apply = [&o, &r, name](const std::string& argument) {
        try {
            o.apply(r, argument);
        } catch (const std::invalid_argument& e) {
            throw wrong_usage(name + ": \"" + argument + "\" " + e.what());
        }
    };
    if (o.argument.empty()) {
        app.add_flag_function(name, [apply](std::int64_t) { apply(""); });
    } else {
        app.add_option_function<std::string>(name, apply);
    }
}

void parse(CLI::App& app, const std::vector<std::string>& own) {
    // CLI11 wants the last one first.
    std::vector<std::string> reversed(own.rbegin(), own.rend());
    try {
        app.parse(std::move(reversed));
    } catch (const CLI::ExtrasError&) {
        const std::string first = app.remaining().front();
        if (first.starts_with("-")) throw wrong_usage(first + ": there is no such option");
        throw wrong_usage("\"" + first + "\" is no option; the command of f stands behind --");
    } catch (const CLI::ArgumentMismatch& e) {
        const std::string_view said = e.what();
        throw wrong_usage(std::string(said.substr(0, said.find(':'))) + ": takes one argument, once");
    } catch (const CLI::ParseError& e) {
        throw wrong_usage(e.what());
    }
}

void check_runs(const program::runs& f) {
    if (f.command.empty()) throw wrong_usage("there is no command: what f(x) is stands behind --, as in -- ./simulate --angle {}");
    if (f.command.front().empty()) throw wrong_usage("the name of the program that is f is empty");
}

void check(const request& r) {
    if (r.from.has_value() != r.to.has_value()) {
        throw wrong_usage(r.from ? "--from needs --to" : "--to needs --from");
    }
    if (r.from && !r.domain.empty()) throw wrong_usage("--domain takes the place of --from and --to; say one or the other");
    if (!r.from && r.domain.empty()) throw wrong_usage("where f is to be integrated is not said: --from and --to, or --domain");
    if (r.how.absolute_tolerance == 0 && r.how.relative_tolerance == 0) {
        throw wrong_usage("--rtol and --atol are both 0; one of them must be positive");
    }
    if (!r.problem.empty() && r.journal.empty()) throw wrong_usage("--problem is for a journal, and there is no --journal");
    (void)domain_of(r);
}

}  // namespace

command_line::command_line(std::span<const std::string> arguments) {
    const auto dashes = std::ranges::find(arguments, "--");
    own.assign(arguments.begin(), dashes);
    if (dashes != arguments.end()) command.assign(std::next(dashes), arguments.end());
}

request read_request(const command_line& line) {
    request r;
    CLI::App app;
    app.set_help_flag();
    for (const option& o : option_table()) add(app, o, r);
    parse(app, line.own);
    r.f.command = line.command;
    if (r.asks_for != request::help::none) return r;
    check_runs(r.f);
    check(r);
    return r;
}

verification_request read_verification(const command_line& line) {
    verification_request v;
    CLI::App app;
    app.set_help_flag();
    for (const option& o : option_table()) {
        if (o.in == option::group::runs) add(app, o, v.how);
    }
    app.add_option("FILE", v.file)->required();
    app.add_option_function<std::string>("-n", [&v](const std::string& text) {
        try {
            v.values = whole_number(text, 1);
        } catch (const std::invalid_argument& e) {
            throw wrong_usage("-n: \"" + text + "\" " + e.what());
        }
    });
    parse(app, line.own);
    v.how.f.command = line.command;
    check_runs(v.how.f);
    return v;
}

domain domain_of(const request& r) {
    try {
        return r.from ? domain{*r.from, *r.to} : domain(r.domain);
    } catch (const std::invalid_argument& e) {
        std::string_view why = e.what();
        constexpr std::string_view ours = "taskquad: ";
        if (why.starts_with(ours)) why.remove_prefix(ours.size());
        throw wrong_usage(std::string(r.from ? "--from, --to: " : "--domain: ") + std::string(why));
    }
}

}  // namespace taskquad::program
