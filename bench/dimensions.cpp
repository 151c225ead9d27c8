// Several dimensions: how many evaluations, how often solved, how often wrong, beside libcubature and GSL? Over models of engineers
// and physicists, and nineteen families of random integrands. Counts, not seconds: the same on every machine.
//
// usage: bench_dimensions [--quick] [--ours] [--models | --families] [members of each family, 2] [seed, 12]   prints Markdown; ends
// with 1 where ours are wrong more often than they may be. --ours: beside hcubature alone, which is quick.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <string>
#include <taskquad/taskquad.hpp>
#include <vector>

#include "peers_over_boxes.hpp"
#include "support/box_draws.hpp"
#include "support/models.hpp"

namespace {

using peers::claim;
using peers::several_tolerances;

constexpr double tolerances[] = {1e-3, 1e-5, 1e-7, 1e-9};
constexpr std::size_t how_many_tolerances = std::size(tolerances);

struct method {
    std::string name;
    std::function<std::vector<claim>(const box_problem&, several_tolerances, std::uint64_t)> run;
    bool honest = false;  ///< claims nothing of a model that is wrong
    std::size_t most_dimensions = 16;
};

std::vector<claim> by_taskquad(taskquad::cubature how, const box_problem& p, several_tolerances all, std::uint64_t most) {
    const taskquad::box cube(std::vector<taskquad::domain>(p.dimension, {0.0, 1.0}));
    std::vector<claim> claims;
    for (const double t : all) {
        const auto r = taskquad::integrate(
            p.f, cube, {.relative_tolerance = t, .cubature = how, .max_evaluations = most, .concurrency = 1, .verify = 0});
        claims.push_back({r.value, r.evaluations, r.converged()});
    }
    return claims;
}

/// With the evaluations of the first all others are compared. Of the p-adaptive grid, over more than four axes, little is left.
std::vector<method> methods(bool all_peers) {
    std::vector<method> list{{"hcubature", peers::h_adaptive}};
    const auto add = [&list](const char* name, taskquad::cubature how, std::uint64_t patience) {
        const auto run = [how, patience](const box_problem& p, several_tolerances t, std::uint64_t most) {
            return by_taskquad(how, p, t, std::min(most, patience));
        };
        list.push_back({name, run, how != taskquad::adaptive_boxes()});
    };
    // What is worth so many evaluations of a sparse grid is not known.
    constexpr std::uint64_t of_sparse_grid = 30'000, any = std::numeric_limits<std::uint64_t>::max();
    add("taskquad: automatic", taskquad::automatic(), any);
    add("boxes", taskquad::adaptive_boxes(), any);
    add("sparse grid", taskquad::sparse_grid(), of_sparse_grid);
    if (!all_peers) return list;
    list.push_back({"pcubature", peers::p_adaptive, false, 4});
    list.push_back({"VEGAS", peers::vegas});
    list.push_back({"MISER", peers::miser});
    return list;
}

/// What a method came to, by tolerance.
struct outcome {
    std::vector<claim> claims;
    double exact;
    [[nodiscard]] bool right(std::size_t t) const {
        // What a reference of a model is good to.
        constexpr double digits = 1e-10;
        return std::abs(claims[t].value - exact) <= std::max(tolerances[t], digits) * std::abs(exact);
    }
    [[nodiscard]] bool solved(std::size_t t) const { return claims[t].converged && right(t); }
    [[nodiscard]] bool wrong(std::size_t t) const { return claims[t].converged && !right(t); }
};

outcome outcome_of(const method& m, const box_problem& p, std::size_t how_many, std::uint64_t most) {
    return {m.run(p, {tolerances, how_many}, most), p.exact};
}

/// Whether ours claim nothing that is wrong.
bool models_table(bool quick, const std::vector<method>& all) {
    const std::uint64_t most = quick ? 20'000 : 300'000;
    const std::size_t how_many = quick ? 2 : how_many_tolerances;
    std::printf(
        "Models: evaluations at a relative tolerance of 1e-3, 1e-5, 1e-7, 1e-9; -: %llu do not do; F: claimed, and wrong\n\n",
        static_cast<unsigned long long>(most));
    std::printf("| | d |");
    for (const method& m : all) std::printf(" %s |", m.name.c_str());
    std::printf("\n|---|--:|");
    for (std::size_t i = 0; i < all.size(); ++i) std::printf("--:|");
    std::vector<models::model> list{models::ishigami(), models::otl_circuit(), models::borehole()};
    if (!quick) {
        for (const auto& m : {models::wing_weight(), models::lotka_volterra(), models::oscillator(), models::robertson(),
                              models::affine_diffusion()})
            list.push_back(m);
    }
    bool honest = true;
    for (const models::model& model : list) {
        std::printf("\n| %s | %zu |", model.name.c_str(), model.dimensions);
        const box_problem p{model.name, model.dimensions, model.f, model.mean};
        for (const method& m : all) {
            const outcome o = outcome_of(m, p, how_many, most);
            for (std::size_t t = 0; t < how_many; ++t) {
                if (o.claims[t].converged) {
                    std::printf("%s%llu%s", t == 0 ? " " : " / ", static_cast<unsigned long long>(o.claims[t].evaluations),
                                o.wrong(t) ? "F" : "");
                } else {
                    std::printf(t == 0 ? " -" : " / -");
                }
                honest = honest && !(m.honest && o.wrong(t));
            }
            std::printf(" |");
            std::fflush(stdout);
        }
    }
    std::printf("\n");
    return honest;
}

/// Of one method, over some of the problems and tolerances.
class tally {
public:
    void add(const outcome& o, const outcome& beside, std::size_t t) {
        ++cases_;
        solved_ += o.solved(t) ? 1 : 0;
        wrong_ += o.wrong(t) ? 1 : 0;
        if (!o.solved(t) || !beside.solved(t)) return;
        ++both_;
        logarithms_ += std::log(static_cast<double>(o.claims[t].evaluations) / static_cast<double>(beside.claims[t].evaluations));
    }
    void print() const {
        if (cases_ == 0) return (void)std::printf(" |");
        std::printf(" %d (%d) / %d", solved_, wrong_, cases_);
        if (both_ > 0) std::printf(", %.2f", std::exp(logarithms_ / both_));
        std::printf(" |");
    }
    [[nodiscard]] int wrong() const { return wrong_; }

private:
    int solved_ = 0, wrong_ = 0, cases_ = 0, both_ = 0;
    double logarithms_ = 0;
};

struct in_all {
    std::vector<tally> by_dimension, by_tolerance;
    tally all;
};

void print(const char* what, const std::vector<std::string>& columns, const std::vector<method>& of,
           const std::vector<in_all>& tallies, const std::function<std::vector<tally>(const in_all&)>& row) {
    std::printf("\n| %s |", what);
    for (const auto& c : columns) std::printf(" %s |", c.c_str());
    std::printf("\n|---|");
    for (std::size_t i = 0; i < columns.size(); ++i) std::printf("--:|");
    for (std::size_t m = 0; m < of.size(); ++m) {
        std::printf("\n| %s |", of[m].name.c_str());
        for (const tally& t : row(tallies[m])) t.print();
    }
    std::printf("\n");
}

/// Whether ours are wrong in at most one of thirty cases.
bool families_table(bool quick, const std::vector<method>& all, std::uint64_t members, std::uint64_t seed) {
    const std::uint64_t most = quick ? 20'000 : 300'000;
    const std::size_t how_many = quick ? 2 : how_many_tolerances;
    const auto dimensions = quick ? std::vector<std::size_t>{2, 3, 5} : std::vector<std::size_t>{2, 3, 4, 5, 6, 8};
    std::vector<in_all> tallies(all.size(), {std::vector<tally>(dimensions.size()), std::vector<tally>(how_many), {}});
    int cases = 0;
    for (std::size_t i = 0; i < dimensions.size(); ++i) {
        for (std::size_t family = 0; family < box_draws::families; ++family) {
            for (std::uint64_t member = 0; member < members; ++member) {
                const auto p = box_draws::drawn(family, dimensions[i], seed, member);
                if (!p) continue;
                const outcome first = outcome_of(all.front(), *p, how_many, most);
                cases += static_cast<int>(how_many);
                for (std::size_t m = 0; m < all.size(); ++m) {
                    if (dimensions[i] > all[m].most_dimensions) continue;
                    const outcome o = m == 0 ? first : outcome_of(all[m], *p, how_many, most);
                    for (std::size_t t = 0; t < how_many; ++t) {
                        for (tally* of : {&tallies[m].by_dimension[i], &tallies[m].by_tolerance[t], &tallies[m].all})
                            of->add(o, first, t);
                    }
                }
            }
        }
        std::fprintf(stderr, "d = %zu done\n", dimensions[i]);
    }
    std::printf(
        "\nNineteen random families, %llu of each, seed %llu, at most %llu evaluations: solved (claimed, and wrong) / all, "
        "evaluations over those of %s where both solve it\n",
        static_cast<unsigned long long>(members), static_cast<unsigned long long>(seed), static_cast<unsigned long long>(most),
        all.front().name.c_str());
    std::vector<std::string> columns;
    for (const std::size_t d : dimensions) columns.push_back("d = " + std::to_string(d));
    columns.emplace_back("all");
    print("by dimension", columns, all, tallies, [](const in_all& t) {
        auto list = t.by_dimension;
        list.push_back(t.all);
        return list;
    });
    std::vector<std::string> names{"1e-3", "1e-5", "1e-7", "1e-9"};
    names.resize(how_many);
    print("by tolerance", names, all, tallies, [](const in_all& t) { return t.by_tolerance; });
    bool honest = true;
    constexpr int one_of = 30;
    for (std::size_t m = 0; m < all.size(); ++m) honest = honest && (!all[m].honest || one_of * tallies[m].all.wrong() <= cases);
    return honest;
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::string> words(argv + 1, argv + argc);
    const auto said = [&words](const char* word) { return std::erase(words, word) > 0; };
    const bool quick = said("--quick"), ours_alone = said("--ours"), models_alone = said("--models"),
               families_alone = said("--families");
    const std::uint64_t members = !words.empty() ? std::strtoull(words[0].c_str(), nullptr, 10)
                                  : quick        ? 1
                                                 : 2,
                        seed = words.size() > 1 ? std::strtoull(words[1].c_str(), nullptr, 10) : 12;
    const auto all = methods(!ours_alone);
    bool honest = families_alone || models_table(quick, all);
    honest = (models_alone || families_table(quick, all, members, seed)) && honest;
    if (!honest) std::printf("\nERROR OCCURRED: wrong more often than it may be\n");
    return honest ? 0 : 1;
}
