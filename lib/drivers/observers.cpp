#include <taskquad/observers.hpp>

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace taskquad {

namespace {

template <class... Numbers>
std::string formatted(const char* format, Numbers... numbers) {
    std::array<char, 256> line{};
    std::snprintf(line.data(), line.size(), format, numbers...);
    return line.data();
}

/// JSON has no NaN and no infinity.
std::string json(double number) { return std::isfinite(number) ? formatted("%.17g", number) : formatted("\"%g\"", number); }

std::string microseconds(std::chrono::duration<double> t) { return formatted("%.3f", 1e6 * t.count()); }

/// 75 s: 1:15 min.
std::string readable(std::chrono::duration<double> t) {
    const double s = t.count();
    if (!(s < 1e9)) return "?";
    if (s < 60) return formatted(s < 10 ? "%.1f s" : "%.0f s", s);
    const auto whole = static_cast<long>(s);
    if (s < 3600) return formatted("%ld:%02ld min", whole / 60, whole % 60);
    return formatted("%ld:%02ld h", whole / 3600, whole % 3600 / 60);
}

template <class Write>
void to_file(const std::string& file, Write&& write) {
    std::ofstream out(file);
    write(out);
    out.close();
    if (!out) throw std::runtime_error("taskquad: cannot write " + file);
}

}  // namespace

// --- progress_line

namespace {

/// How many characters a line of the terminal has at this moment; the last one stays empty, lest the line be wrapped.
std::size_t width_of(std::FILE* terminal) {
    constexpr std::size_t usual = 80;
    winsize size{};
    const bool is_known = ioctl(fileno(terminal), TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
    return (is_known ? size.ws_col : usual) - 1;
}

/// Of a text in UTF-8, as long as no more than `width` characters of it are wanted: a byte that goes on with a character takes no
/// place of its own.
std::size_t bytes_of(std::string_view text, std::size_t width) {
    const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
    std::size_t n = 0;
    for (std::size_t characters = 0; n < text.size(); ++n) {
        if (begins(text[n]) && characters++ == width) break;
    }
    return n;
}

}  // namespace

progress_line::progress_line(std::string label, std::FILE* out, at_end then)
    : label_(std::move(label)), out_(out), then_(then), terminal_(isatty(fileno(out)) != 0) {}

progress_line::~progress_line() { clear(); }

void progress_line::clear() {
    if (!std::exchange(is_shown_, false)) return;
    std::fputs("\r\033[K", out_);
    std::fflush(out_);
}

std::string progress_line::text(const std::string& label, const progress& p, std::size_t width) {
    const std::uint64_t at_hand = p.evaluations + p.speculative;
    std::vector<std::string> fields{
        ": " + std::to_string(at_hand) + " of " + std::to_string(std::max(at_hand, p.needed)) + " values",
        ", " + readable(p.elapsed), ", about " + readable(p.remaining) + " left"};
    if (std::isfinite(p.error)) fields.push_back(formatted(", error %.0e of %.0e", p.error, p.target));
    fields.push_back(", " + std::to_string(p.in_flight) + " in flight");
    if (p.ranks > 0) fields.push_back(", " + std::to_string(p.ranks_busy) + " of " + std::to_string(p.ranks) + " ranks busy");
    std::string line = label;
    for (const std::string& field : fields) {
        const std::string longer = line + field;
        if (bytes_of(longer, width) < longer.size()) break;
        line = longer;
    }
    line.resize(bytes_of(line, width));
    return line;
}

std::string progress_line::summary(const std::string& label, const result<>& r) {
    const std::string_view how = r.converged() ? "converged" : to_string(r.status);
    return label + formatted(": %.17g +- %.1e, ", r.value, r.error) + std::to_string(r.evaluations) + " evaluations, " +
           readable(r.elapsed) + "; " + std::string(how);
}

verdict progress_line::on_progress(const progress& p) {
    constexpr std::chrono::seconds now_and_then(30);
    if (terminal_) {
        std::fprintf(out_, "\r\033[K%s", text(label_, p, width_of(out_)).c_str());
        std::fflush(out_);
        is_shown_ = true;
        return verdict::proceed;
    }
    if (p.elapsed < logged_) logged_ = {};  // the run before has ended by an exception
    if (p.elapsed - logged_ >= now_and_then) {
        logged_ = p.elapsed;
        std::fprintf(out_, "%s\n", text(label_, p, std::string::npos).c_str());
        std::fflush(out_);
    }
    return verdict::proceed;
}

void progress_line::on_end(const result<>& r) {
    clear();
    if (then_ == at_end::summary || logged_.count() > 0) std::fprintf(out_, "%s\n", summary(label_, r).c_str());
    logged_ = {};
    std::fflush(out_);
}

// --- trace

verdict trace::on_evaluation(const evaluation& e) {
    evaluations_.push_back(e);
    now_ = std::max(now_, e.end);
    return verdict::proceed;
}

verdict trace::on_split(const segment<>& left, const segment<>& right) {
    splits_.push_back({left, right, now_});
    return verdict::proceed;
}

verdict trace::on_progress(const progress& p) {
    progress_.push_back(p);
    return verdict::proceed;
}

namespace {

/// Which processes there are, and how many workers each of them has; at least one.
std::map<int, int> workers_of_ranks(const std::vector<evaluation>& all) {
    std::map<int, int> workers{{0, 0}};
    for (const evaluation& e : all) {
        int& count = workers[e.rank];
        count = std::max(count, e.worker + 1);
    }
    return workers;
}

/// What the format calls a process; 1 is that of rank 0.
int process(int rank) { return rank + 1; }

void write_names(const std::map<int, int>& workers_of, std::ostream& out) {
    const char* separator = "";
    for (const auto& [rank, workers] : workers_of) {
        const std::string name = workers_of.size() == 1 ? "taskquad" : "rank " + std::to_string(rank);
        out << std::exchange(separator, ",\n") << R"({"name":"process_name","ph":"M","pid":)" << process(rank)
            << R"(,"tid":0,"args":{"name":")" << name << R"("}})";
        for (int i = 0; i < workers; ++i) {
            out << ",\n"
                << R"({"name":"thread_name","ph":"M","pid":)" << process(rank) << R"(,"tid":)" << i << R"(,"args":{"name":"worker )"
                << i << R"("}})";
        }
    }
}

}  // namespace

void trace::write(std::ostream& out) const {
    out << R"({"displayTimeUnit":"ms","traceEvents":[)" << '\n';
    write_names(workers_of_ranks(evaluations_), out);
    for (const evaluation& e : evaluations_) {
        out << ",\n"
            << R"({"name":")"
            << (e.failure       ? "failed"
                : e.speculative ? "f(x), speculative"
                                : "f(x)")
            << R"(","cat":"evaluation","ph":"X","pid":)" << process(e.rank) << R"(,"tid":)" << e.worker << R"(,"ts":)"
            << microseconds(e.begin) << R"(,"dur":)" << microseconds(e.end - e.begin) << R"(,"args":{"x":)" << json(e.x)
            << R"(,"value":)" << json(e.value) << R"(,"attempt":)" << e.attempt << R"(,"speculative":)"
            << (e.speculative ? "true" : "false") << R"(,"failed":)" << (e.failure ? "true" : "false") << "}}";
    }
    for (const split& s : splits_) {
        out << ",\n"
            << R"({"name":"split","cat":"partition","ph":"i","s":"p","pid":1,"tid":0,"ts":)" << microseconds(s.at)
            << R"(,"args":{"a":)" << json(s.left.a) << R"(,"m":)" << json(s.left.b) << R"(,"b":)" << json(s.right.b)
            << R"(,"error_left":)" << json(s.left.error) << R"(,"error_right":)" << json(s.right.error) << "}}";
    }
    for (const progress& p : progress_) {
        out << ",\n"
            << R"({"name":"in flight","ph":"C","pid":1,"ts":)" << microseconds(p.elapsed) << R"(,"args":{"evaluations":)"
            << p.in_flight << "}}";
    }
    out << "\n]}\n";
}

void trace::write(const std::string& file) const {
    to_file(file, [this](std::ostream& out) { write(out); });
}

// --- the partition

void write_csv(std::ostream& out, std::span<const segment<>> partition) {
    out << "a,b,integral,error\n";
    for (const segment<>& s : partition) out << formatted("%.17g,%.17g,%.17g,%.17g\n", s.a, s.b, s.integral, s.error);
}

void write_csv(const std::string& file, std::span<const segment<>> partition) {
    to_file(file, [&](std::ostream& out) { write_csv(out, partition); });
}

}  // namespace taskquad
