#include <taskquad/observers.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <stdexcept>

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

progress_line::progress_line(std::string label, std::FILE* out)
    : label_(std::move(label)), out_(out), terminal_(isatty(fileno(out)) != 0) {}

std::string progress_line::text(const std::string& label, const progress& p) {
    const std::string line =
        label + ": " +
        formatted("%llu evaluations, %llu in flight, error %.1e of %.1e, ", static_cast<unsigned long long>(p.evaluations),
                  static_cast<unsigned long long>(p.in_flight), p.error, p.target) +
        readable(p.elapsed) + ", about " + readable(p.remaining) + " left";
    return line.substr(0, 120);
}

verdict progress_line::on_progress(const progress& p) {
    if (terminal_) {
        std::fprintf(out_, "\r\033[K%s", text(label_, p).c_str());
        std::fflush(out_);
    }
    return verdict::proceed;
}

void progress_line::on_end(const result<>& /*r*/) {
    if (terminal_) std::fputs("\r\033[K", out_);
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

void trace::write(std::ostream& out) const {
    int workers = 0;
    for (const evaluation& e : evaluations_) workers = std::max(workers, e.worker + 1);
    out << R"({"displayTimeUnit":"ms","traceEvents":[)" << '\n'
        << R"({"name":"process_name","ph":"M","pid":1,"tid":0,"args":{"name":"taskquad"}})";
    for (int i = 0; i < workers; ++i) {
        out << ",\n"
            << R"({"name":"thread_name","ph":"M","pid":1,"tid":)" << i << R"(,"args":{"name":"worker )" << i << R"("}})";
    }
    for (const evaluation& e : evaluations_) {
        out << ",\n"
            << R"({"name":")"
            << (e.failure       ? "failed"
                : e.speculative ? "f(x), speculative"
                                : "f(x)")
            << R"(","cat":"evaluation","ph":"X","pid":1,"tid":)" << e.worker << R"(,"ts":)" << microseconds(e.begin) << R"(,"dur":)"
            << microseconds(e.end - e.begin) << R"(,"args":{"x":)" << json(e.x) << R"(,"value":)" << json(e.value)
            << R"(,"attempt":)" << e.attempt << R"(,"speculative":)" << (e.speculative ? "true" : "false") << R"(,"failed":)"
            << (e.failure ? "true" : "false") << "}}";
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
