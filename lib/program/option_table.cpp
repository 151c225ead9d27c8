#include "program/option_table.hpp"

#include <cmath>
#include <stdexcept>

namespace taskquad::program {

namespace {

constexpr std::uint64_t most_jobs = 100'000, most_components = 1'000'000, most_retries = 1'000'000'000;

double tolerance_of(const std::string& text) {
    const double t = number(text);
    if (!(t >= 0) || !std::isfinite(t)) throw std::invalid_argument("must be finite, and not negative");
    return t;
}

seconds positive_duration(const std::string& text) {
    const seconds t = duration(text);
    if (!(t.count() > 0)) throw std::invalid_argument("must be more than 0");
    return t;
}

std::string named(const std::string& text) {
    if (text.empty()) throw std::invalid_argument("is empty");
    return text;
}

/// "gauss_kronrod:15": a name, and a number of abscissae.
rule rule_of(const std::string& text) {
    constexpr std::uint64_t most_abscissae = 10'001;
    const std::size_t colon = text.find(':');
    const std::string name = text.substr(0, colon);
    const bool has_number = colon != std::string::npos;
    if (name == "simpson" && !has_number) return simpson();
    if (name == "clenshaw_curtis" && !has_number) return clenshaw_curtis();
    if (name == "gauss_kronrod" && !has_number) return gauss_kronrod();
    if (name != "gauss_kronrod" && name != "clenshaw_curtis") {
        throw std::invalid_argument("is no rule: gauss_kronrod, gauss_kronrod:15, simpson, clenshaw_curtis");
    }
    const int n = static_cast<int>(whole_number(text.substr(colon + 1), 3, most_abscissae));
    if (name == "gauss_kronrod" && n % 2 == 0) throw std::invalid_argument("has an even number of abscissae; it must be odd");
    return name == "gauss_kronrod" ? gauss_kronrod(n) : clenshaw_curtis(n);
}

inner_places inner_places_of(const std::string& text) {
    if (text == "bisected") return inner_places::bisected;
    if (text == "kinks_and_jumps") return inner_places::kinks_and_jumps;
    if (text == "located") return inner_places::located;
    throw std::invalid_argument("is none of bisected, kinks_and_jumps, located");
}

output output_of(const std::string& text) {
    if (text == "text") return output::text;
    if (text == "json") return output::json;
    throw std::invalid_argument("is neither text nor json");
}

using enum option::group;

constexpr option table[] = {
    {"--from", "A", integral, "The lower limit; -inf, too.", [](request& r, const std::string& a) { r.from = number(a); }},
    {"--to", "B", integral, "The upper limit; inf, too.", [](request& r, const std::string& a) { r.to = number(a); }},
    {"--domain", "A,...,B", integral,
     "Instead of --from and --to: the limits, with places between at which f has a kink, a jump or a peak. The outer ones may be "
     "-inf and inf.",
     [](request& r, const std::string& a) { r.domain = numbers(a); }},
    {"--rtol", "TOLERANCE", integral, "The largest error, relative to the integral; 1e-8 if not said.",
     [](request& r, const std::string& a) { r.how.relative_tolerance = tolerance_of(a); }},
    {"--atol", "TOLERANCE", integral,
     "The largest error, in the unit of the integral; 0 if not said. The larger one of the two tolerances counts.",
     [](request& r, const std::string& a) { r.how.absolute_tolerance = tolerance_of(a); }},
    {"--rule", "RULE", integral,
     "gauss_kronrod, or gauss_kronrod:n for n abscissae, an odd number, 21 if not said; clenshaw_curtis, where runs are scarce; "
     "simpson.",
     [](request& r, const std::string& a) {
         r.how.rule = rule_of(a);
         r.rule = a;
     }},
    {"--inner-places", "WHICH", integral,
     "What is done about places inside, unknown to you, at which f is singular: bisected, if not said; kinks_and_jumps; located.",
     [](request& r, const std::string& a) { r.how.inner_places = inner_places_of(a); }},
    {"--speculation", "SHARE", integral,
     "How many runs may be begun that are not known to be needed, by jobs that would be idle, for each one that is needed; 0.5 if "
     "not said, 0 for none.",
     [](request& r, const std::string& a) { r.how.speculation = tolerance_of(a); }},
    {"--max-evaluations", "N", integral, "No more values than this; those from the journal count, too. 10000000 if not said.",
     [](request& r, const std::string& a) { r.how.max_evaluations = whole_number(a, 1); }},
    {"--time-limit", "TIME", integral, "No run begins later than this; those that have begun get the time of --grace.",
     [](request& r, const std::string& a) { r.how.time_limit = positive_duration(a); }},

    {"--jobs", "N", runs, "Runs at a time; if not said, as many as there are cores.",
     [](request& r, const std::string& a) { r.f.jobs = whole_number(a, 1, most_jobs); }},
    {"--components", "N", runs, "The value is the last N numbers that the program prints; 1 if not said.",
     [](request& r, const std::string& a) { r.f.components = whole_number(a, 1, most_components); }},
    {"--json", "PATH", runs, "The program prints JSON, in which the value stands at this place: result.energy, values.0.",
     [](request& r, const std::string& a) { r.f.json = named(a); }},
    {"--after", "TEXT", runs,
     "The value stands behind the last occurrence of this text, such as \"energy =\", in what the program prints.",
     [](request& r, const std::string& a) { r.f.after = named(a); }},
    {"--serve", "", runs,
     "The program is started once for each job, and then reads an x a line and answers with a line that has the value.",
     [](request& r, const std::string&) { r.f.serve = true; }},
    {"--timeout", "TIME", runs, "A run that takes longer is ended, and has failed.",
     [](request& r, const std::string& a) { r.f.timeout = positive_duration(a); }},
    {"--kill-after", "TIME", runs,
     "How long a run that is to end has between SIGTERM and SIGKILL, which its whole process group gets; 5s if not said.",
     [](request& r, const std::string& a) { r.f.kill_after = duration(a); }},
    {"--retry", "N", runs, "How often a run that has failed is made again; 0 if not said.",
     [](request& r, const std::string& a) { r.f.retries = static_cast<int>(whole_number(a, 0, most_retries)); }},
    {"--retry-delay", "TIME", runs, "How long after; 0 if not said.",
     [](request& r, const std::string& a) { r.f.retry_delay = duration(a); }},
    {"--allow-non-finite", "", runs, "nan and inf are values, and not failures.",
     [](request& r, const std::string&) { r.f.allow_non_finite = true; }},
    {"--nice", "N", runs, "Adds N, 0 to 19, to the niceness of the runs.",
     [](request& r, const std::string& a) { r.f.niceness = static_cast<int>(whole_number(a, 0, 19)); }},

    {"--journal", "FILE", kept,
     "Keeps every value in a file, as soon as it is there. The same command again goes on from it, and runs only what is missing.",
     [](request& r, const std::string& a) { r.journal = named(a); }},
    {"--problem", "TEXT", kept,
     "What f is, in words, with all that its values depend on. A journal that was begun with other words is refused. If not said, "
     "the command line of f.",
     [](request& r, const std::string& a) { r.problem = named(a); }},
    {"--on-network", "", kept, "The journal lies on a network file system (NFS, Lustre), where one process at a time may have it.",
     [](request& r, const std::string&) { r.on_network = true; }},
    {"--verify", "N", kept,
     "Runs N values of the journal again before anything else, and where there are none, N of the new ones at the end, to see "
     "whether f still gives the same.",
     [](request& r, const std::string& a) { r.verify = static_cast<int>(whole_number(a, 0, most_jobs)); }},
    {"--grace", "TIME", kept,
     "After the first Ctrl-C, SIGTERM or another signal that asks for an end nothing begins, and what runs may go on for this "
     "long; 10s if not said. After the "
     "second one it is ended at once.",
     [](request& r, const std::string& a) { r.grace = duration(a); }},

    {"--output", "FORM", shown, "text, or json with all that is known of the result.",
     [](request& r, const std::string& a) { r.output = output_of(a); }},
    {"--quiet", "", shown, "No progress, no messages but errors, and of the result the value and its error alone.",
     [](request& r, const std::string&) { r.quiet = true; }},
    {"--trace", "FILE", shown, "Writes all runs over time as JSON, for https://ui.perfetto.dev.",
     [](request& r, const std::string& a) { r.trace = named(a); }},
    {"--partition", "FILE", shown, "Writes the final subdivision as CSV: from, to, integral, error.",
     [](request& r, const std::string& a) { r.partition = named(a); }},
    {"--plot", "FILE", shown, "Draws the values over x, the subdivision and the errors, as SVG.",
     [](request& r, const std::string& a) { r.plot = named(a); }},
    {"--dry-run", "", shown, "Runs nothing: prints the command lines that would be run first.",
     [](request& r, const std::string&) { r.dry_run = true; }},
    {"--help", "", shown, "A screen of help.", [](request& r, const std::string&) { r.asks_for = request::help::short_text; }},
    {"--help-all", "", shown, "All options.", [](request& r, const std::string&) { r.asks_for = request::help::long_text; }},
    {"--version", "", shown, "The version.", [](request& r, const std::string&) { r.asks_for = request::help::version; }},
};

}  // namespace

std::span<const option> option_table() { return table; }

}  // namespace taskquad::program
