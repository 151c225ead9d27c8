#include "program/help.hpp"

#include <string_view>

#include <taskquad/version.hpp>

#include "program/option_table.hpp"

namespace taskquad::program {

namespace {

constexpr std::size_t width = 80, indent = 26;

/// Words of a text, in lines that begin at the indent.
std::string wrapped(std::string_view text, std::size_t column) {
    std::string lines;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        if (column > indent && column + 1 + word.size() > width) {
            lines += "\n" + std::string(indent, ' ');
            column = indent;
        }
        const bool is_first = column == indent;
        lines += (is_first ? "" : " ") + std::string(word);
        column += word.size() + (is_first ? 0 : 1);
    }
    return lines + "\n";
}

std::string entry(const option& o) {
    std::string head = "  " + std::string(o.name) + (o.argument.empty() ? "" : " " + std::string(o.argument));
    head += head.size() + 2 > indent ? "\n" + std::string(indent, ' ') : std::string(indent - head.size(), ' ');
    return head + wrapped(o.text, indent);
}

std::string group_of_options(std::string_view title, option::group g) {
    std::string text = "\n" + std::string(title) + "\n";
    for (const option& o : option_table()) {
        if (o.in == g) text += entry(o);
    }
    return text;
}

}  // namespace

std::string short_help() {
    return R"(taskquad OPTIONS -- COMMAND...         integrates f, a program that is run per x
taskquad journal info|list|failures|csv|merge|verify FILE...

In COMMAND {} stands for x, which comes last where there is none; the last
number that it prints is f(x). Nothing is run twice; the next run is chosen by
what the others have given.

  --from A --to B      limits; or --domain A,B,C with places of trouble between
  --rtol 1e-8          error wanted, relative to the integral; --atol: absolute
  --rule RULE          gauss_kronrod[:n], clenshaw_curtis, simpson
  --max-evaluations N, --time-limit TIME     where it ends in any case
  --jobs N             runs at a time, if not as many as cores; --nice N
  --timeout 3s         for a run; --retry N --retry-delay TIME if it fails
  --after "energy =", --json result.energy   where the value is; --components N
  --serve              COMMAND reads an x a line, and answers each with a line
  --journal run.db     keeps all values; the same command again goes on from it
  --output json, --quiet, --trace, --partition, --plot picture.svg, --dry-run

Ctrl-C: what runs may end within --grace 10s, then the result so far; twice: at
once. Exit status: 0 converged, 1 wrong usage, 2 not converged, 3 f failed,
130 interrupted. More: taskquad --help-all, man taskquad
)";
}

std::string long_help() {
    using enum option::group;
    return R"(taskquad OPTIONS -- COMMAND ARGUMENTS...
taskquad journal info FILE                    what it has, from whom
taskquad journal list FILE                    x, value, seconds
taskquad journal failures FILE                runs that have failed, and why
taskquad journal csv FILE [OUTPUT]            x, value, seconds as CSV
taskquad journal merge FILE OTHER...          adds the values of others
taskquad journal verify FILE [-n 3] [OPTIONS OF RUNS] -- COMMAND ARGUMENTS...
                                              runs n of them again, and compares

Integrates f, where f(x) is a run of COMMAND: {} and {x} in its arguments stand
for x, with 17 digits; without them x is the last argument. The value is the
last number that it prints. A time is 200ms, 3s, 5min, 2h; a number alone is of
seconds.
)" + group_of_options("The integral", integral) +
           group_of_options("The runs", runs) + group_of_options("What is kept", kept) + group_of_options("What is shown", shown) +
           R"(
Exit status: 0 converged; 1 wrong usage, or a file that cannot be used; 2 not
converged; 3 f failed; 130 interrupted.
)";
}

std::string version() {
    return "taskquad " + std::to_string(TASKQUAD_VERSION_MAJOR) + "." + std::to_string(TASKQUAD_VERSION_MINOR) + "." +
           std::to_string(TASKQUAD_VERSION_PATCH) + "\n";
}

}  // namespace taskquad::program
