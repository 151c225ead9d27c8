#include "program/picture.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "problem/messages.hpp"
#include "program/axis.hpp"

namespace taskquad::program {

namespace {

constexpr double whole_width = 800, left = 90, right = 780, top = 50, middle = 330, lower = 360, bottom = 480;
constexpr std::array<std::string_view, 8> colours{"#1f77b4", "#d62728", "#2ca02c", "#9467bd",
                                                  "#8c564b", "#e377c2", "#7f7f7f", "#17becf"};

std::string pixels(double p) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f", p);
    return text.data();
}

std::string escaped(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        switch (c) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            // Controls, and what may be no UTF-8, are no XML.
            default:
                safe += c >= ' ' && c <= '~' ? c : '?';
        }
    }
    return safe;
}

struct span_of_numbers {
    double least = std::numeric_limits<double>::infinity(), most = -std::numeric_limits<double>::infinity();
    void take(double x) {
        if (!std::isfinite(x)) return;
        least = std::min(least, x);
        most = std::max(most, x);
    }
};

/// One picture, which is written piece by piece.
class sheet {
public:
    void line(double x1, double y1, double x2, double y2, std::string_view style) {
        text_ += "<line x1='" + pixels(x1) + "' y1='" + pixels(y1) + "' x2='" + pixels(x2) + "' y2='" + pixels(y2) + "' " +
                 std::string(style) + "/>\n";
    }
    void box(double x, double y, double w, double h, std::string_view style) {
        text_ += "<rect x='" + pixels(x) + "' y='" + pixels(y) + "' width='" + pixels(w) + "' height='" + pixels(h) + "' " +
                 std::string(style) + "/>\n";
    }
    void dot(double x, double y, std::string_view colour) {
        text_ += "<circle cx='" + pixels(x) + "' cy='" + pixels(y) + "' r='2' fill='" + std::string(colour) + "'/>\n";
    }
    void words(double x, double y, std::string_view style, std::string_view words) {
        text_ += "<text x='" + pixels(x) + "' y='" + pixels(y) + "' " + std::string(style) + ">" + escaped(words) + "</text>\n";
    }
    void write(const std::string& file) const {
        std::ofstream out(file);
        out << "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 " << whole_width << " 520' font-family='sans-serif' "
            << "font-size='12'>\n<rect width='100%' height='100%' fill='white'/>\n"
            << text_ << "</svg>\n";
        out.close();
        if (!out) throw std::runtime_error("taskquad: cannot write " + file);
    }

private:
    std::string text_;
};

/// The whole of it; the numbers that it is of are those within the domain.
class picture {
public:
    picture(const finding& f, const request& r)
        : found_(f), domain_(sorted(r)), x_(axis_of_x()), y_(axis_of_values()), e_(axis_of_errors()) {}

    sheet drawn(const request& r) {
        draw_frame(r);
        draw_subdivision();
        draw_values();
        return std::move(on_);
    }

private:
    static std::pair<double, double> sorted(const request& r) {
        const double a = r.from ? *r.from : r.domain.front(), b = r.to ? *r.to : r.domain.back();
        return std::minmax(a, b);
    }
    [[nodiscard]] bool is_inside(double x) const { return x >= domain_.first && x <= domain_.second; }

    [[nodiscard]] axis axis_of_x() const {
        const bool is_finite = std::isfinite(domain_.first) && std::isfinite(domain_.second);
        return {is_finite ? axis::scale::linear : axis::scale::compressed, domain_.first, domain_.second, left, right};
    }
    [[nodiscard]] axis axis_of_values() const {
        span_of_numbers all;
        for (const finding::sample& s : found_.samples) {
            for (std::size_t k = 0; is_inside(s.x) && k < std::min(s.value.size(), colours.size()); ++k) all.take(s.value[k]);
        }
        return {axis::scale::linear, all.least, all.most, middle, top};
    }
    /// From the smallest error that is one, and a decade below it, so that all have a height.
    [[nodiscard]] axis axis_of_errors() const {
        span_of_numbers all;
        for (const auto& s : found_.partition) {
            if (s.error > 0) all.take(s.error);
        }
        return {axis::scale::logarithmic, all.least / 10, all.most, bottom, lower};
    }

    void draw_frame(const request& r) {
        const std::string grid = "stroke='#e8e8e8'", at_left = "text-anchor='end'", below = "text-anchor='middle'";
        for (const axis::tick& t : y_.ticks()) {
            on_.line(left, t.pixel, right, t.pixel, grid);
            on_.words(left - 6, t.pixel + 4, at_left, t.text);
        }
        for (const axis::tick& t : e_.ticks()) {
            on_.line(left, t.pixel, right, t.pixel, grid);
            on_.words(left - 6, t.pixel + 4, at_left, t.text);
        }
        for (const axis::tick& t : x_.ticks()) on_.words(t.pixel, bottom + 18, below, t.text);
        on_.words(right, bottom + 34, at_left, "x");
        on_.words(left, top - 10, "", "f(x)");
        on_.words(left, lower - 10, "", "error of each segment");
        std::string title = quoted(r.f.command);
        constexpr std::size_t most = 70;
        if (title.size() > most) title = title.substr(0, most) + " ...";
        on_.words(left, 18, "font-weight='bold'", title);
        std::string value;
        for (std::size_t k = 0; k < std::min<std::size_t>(found_.value.size(), 3); ++k)
            value += short_text_of(found_.value[k]) + " ";
        if (found_.value.size() > 3) value += "... ";
        on_.words(right, 34, at_left, value + "+- " + problem::text(found_.how.error, std::chars_format::scientific, 1));
    }

    void draw_subdivision() {
        for (const auto& s : found_.partition) {
            const double a = x_.pixel(std::min(s.a, s.b)), b = x_.pixel(std::max(s.a, s.b));
            on_.line(b, top, b, middle, "stroke='#bbbbbb' stroke-width='0.5'");
            const double height = s.error > 0 ? e_.pixel(s.error) : bottom;
            on_.box(a, height, b - a, bottom - height, "fill='#ffbb55' stroke='white' stroke-width='0.5'");
        }
        const std::string frame = "fill='none' stroke='black'";
        on_.box(left, top, right - left, middle - top, frame);
        on_.box(left, lower, right - left, bottom - lower, frame);
    }

    void draw_values() {
        for (const finding::sample& s : found_.samples) {
            if (!is_inside(s.x)) continue;
            for (std::size_t k = 0; k < std::min(s.value.size(), colours.size()); ++k) {
                if (std::isfinite(s.value[k])) on_.dot(x_.pixel(s.x), y_.pixel(s.value[k]), colours.at(k));
            }
        }
    }

    const finding& found_;
    const std::pair<double, double> domain_;
    const axis x_, y_, e_;
    sheet on_;
};

}  // namespace

void draw(const finding& f, const request& r, const std::string& file) { picture(f, r).drawn(r).write(file); }

}  // namespace taskquad::program
