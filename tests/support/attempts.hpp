/// Attempts at an inner place over [0, 1], from the samples of the default rule's abscissae.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <taskquad/taskquad.hpp>
#include <vector>

#include "regions/segments/joint_core.hpp"

inline std::vector<taskquad::regions::segments::sample> samples_of(const std::function<double(double)>& f) {
    std::vector<taskquad::regions::segments::sample> list;
    for (const double t : taskquad::gauss_kronrod(21).abscissae()) list.push_back({(1 + t) / 2, f((1 + t) / 2)});
    return list;
}

/// The cores of the components of f, of which the first leads.
template <class Core>
std::unique_ptr<taskquad::regions::segments::joint_core<Core>> joined(std::vector<Core> of_components) {
    static const taskquad::regions::segments::size_of_errors euclid;
    return std::make_unique<taskquad::regions::segments::joint_core<Core>>(std::move(of_components), 0, euclid);
}

inline std::vector<double> integrals(const taskquad::regions::segments::inner_core& core, std::size_t components) {
    std::vector<double> list(components);
    core.integrate(list);
    return list;
}

inline double integral(const taskquad::regions::segments::inner_core& core) { return integrals(core, 1).front(); }

/// Gives a core the values that it wants next; returns how many.
inline std::size_t probe(taskquad::regions::segments::inner_core& core, const std::vector<std::function<double(double)>>& f) {
    const std::vector<double> places = core.probes();
    std::vector<double> values;
    for (const double x : places) {
        for (const auto& component : f) values.push_back(component(x));
    }
    std::vector<taskquad::regions::segments::sampled_value> probed;
    for (std::size_t i = 0; i < places.size(); ++i) probed.push_back({places[i], &values[i * f.size()]});
    core.take(probed);
    return probed.size();
}
