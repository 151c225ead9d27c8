/// What a scenario is: a few objects of a user's, something that is done with them, and what must be true of them afterwards.
#pragma once

#include <bit>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <taskquad/taskquad.hpp>
#include <vector>

#include "injection.hpp"

/// Everything that must have the same bits each time.
using bits = std::vector<double>;

class subject {
public:
    subject() = default;
    subject(const subject&) = delete;
    subject& operator=(const subject&) = delete;
    virtual ~subject() = default;
    /// Works with the objects. The same bits each time; or std::bad_alloc, once an allocation has failed.
    virtual bits operator()() = 0;
    /// Throws, saying what is wrong with the objects, after all calls.
    virtual void check() {}
};

struct scenario {
    std::string_view name;
    std::function<std::unique_ptr<subject>()> make;
};

/// All of them; the first of two files is about integrations, the second about sessions, caches and completions.
std::vector<scenario> scenarios_of_integrations();
std::vector<scenario> scenarios_of_owners();

inline void append(bits& to, double value) {
    const injection::suspended ours;
    to.push_back(value);
}

/// The value, or its components, the error and the counts that are promised.
template <class V>
void append(bits& to, const taskquad::result<V>& r) {
    std::vector<double> components;
    {
        const injection::suspended ours;
        components.resize(taskquad::value_traits<V>::shape_of(r.value).size());
    }
    taskquad::value_traits<V>::write(r.value, components.data());
    for (const double c : components) append(to, c);
    append(to, r.error);
    append(to, static_cast<double>(r.evaluations));
    append(to, static_cast<double>(r.segments));
    append(to, static_cast<double>(r.status));
}

/// Each value is f's, no abscissa is there twice, and the list is as long as its size says.
template <class Cache, class F>
void check_cache(const Cache& cache, F&& f) {
    const auto values = cache.values();
    if (values.size() != cache.size()) {
        throw std::runtime_error("the cache has size " + std::to_string(cache.size()) + " and " + std::to_string(values.size()) +
                                 " values");
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i > 0 && !(values[i - 1].first < values[i].first)) throw std::runtime_error("an abscissa is in the cache twice");
        if (values[i].second != f(values[i].first)) throw std::runtime_error("a value in the cache is wrong");
    }
}

/// A subject of one function, without anything to be looked at afterwards.
template <class F>
std::unique_ptr<subject> subject_of(F f) {
    struct one final : subject {
        explicit one(F g) : f(std::move(g)) {}
        bits operator()() override { return f(); }
        F f;
    };
    return std::make_unique<one>(std::move(f));
}

/// Calls of one integrator, each whatever became of the one before; its cache is looked at in the end.
template <class F>
class calls_of_one : public subject {
public:
    calls_of_one(F f, std::vector<taskquad::domain> where, taskquad::options o)
        : f_(f), quad_(std::move(f), std::move(o)), where_(std::move(where)) {}

    bits operator()() override {
        bits all;
        bool failed = false;
        for (const auto& d : where_) {
            try {
                append(all, quad_(d));
            } catch (const std::bad_alloc&) {
                failed = true;
            }
        }
        if (failed) throw std::bad_alloc();
        return all;
    }
    void check() override { check_cache(quad_.cache(), f_); }

private:
    F f_;
    taskquad::integrator<F> quad_;
    std::vector<taskquad::domain> where_;
};
