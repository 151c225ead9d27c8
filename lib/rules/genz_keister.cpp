/// The data are from a computation with 80 digits: each extension is the polynomial that is orthogonal, under the product of the
/// nodes before, to all of smaller degree; the weights are those of interpolation. tests/rules/nested_families.cpp verifies them: a
/// rule that is exact to these degrees, and has the nodes of the level below, is the only one. Polynomials are projections, though
/// interpolation would be possible: at 35 nodes it loses two digits.
#include <array>

#include "rules/nested_families.hpp"

namespace taskquad::rules {

namespace {

/// The positive nodes, level by level.
constexpr std::array<long double, 17> positive_keister_nodes = {
    1.732050807568877293527L, 0.7410953499945408418618L, 2.861279576057058117331L, 4.184956017672731860689L,
    1.230423634027306007751L, 2.596083115049202159358L,  3.205333794499194518718L, 5.187016039913656065992L,
    6.363394494336369987633L, 0.2489922975799606118066L, 2.23362606167694165201L,  3.635318519037278245219L,
    4.736433085952297084099L, 5.69817776848810958933L,   7.122106700804616658219L, 7.98077179859056088018L,
    9.01693978989030251746L};

/// Level by level, 1, 2, 5, 10, 18 of them: the weight of 0, and those of the positive nodes in the same order.
constexpr std::array<long double, 36> halves_of_keister_weights = {1.0L,
                                                                   0.6666666666666666666667L,
                                                                   0.1666666666666666666667L,
                                                                   0.253968253968253968254L,
                                                                   0.09485094850948509485095L,
                                                                   0.2700743295779378707628L,
                                                                   0.007996325470893532769855L,
                                                                   0.00009426945755651748944508L,
                                                                   0.3034671998542058664312L,
                                                                   0.06409605468680758871147L,
                                                                   0.2083249916496088778094L,
                                                                   -0.006337224793373735854139L,
                                                                   0.00006012336945984781849906L,
                                                                   0.06115173012524767711418L,
                                                                   0.0180852342547984527725L,
                                                                   0.002884880436506751291222L,
                                                                   6.094808731468983460398e-7L,
                                                                   8.629684602229885768008e-10L,
                                                                   0.0005148945080687842937973L,
                                                                   0.04527368546515051586474L,
                                                                   0.1480708311552160061537L,
                                                                   0.002311345240352210120723L,
                                                                   0.00003572934819897510022818L,
                                                                   0.09236472671698630592764L,
                                                                   0.003155446269187563805096L,
                                                                   0.0008189539275022649090617L,
                                                                   2.467642134579807867116e-7L,
                                                                   4.601176034865618701083e-10L,
                                                                   0.1917601158880444295909L,
                                                                   0.01567347375185115154156L,
                                                                   0.0002752421411678515749952L,
                                                                   0.000002734220680118782981671L,
                                                                   2.139419447956110630667e-8L,
                                                                   3.097222357606316171279e-12L,
                                                                   5.450041265063689917076e-15L,
                                                                   1.05413265823333411894e-18L};

}  // namespace

const nested_family& genz_keister() {
    static const nested_family family =
        nested_family::symmetric(density::normal, positive_keister_nodes, halves_of_keister_weights,
                                 std::array<std::size_t, 5>{1, 3, 9, 19, 35}, std::array<std::size_t, 5>{1, 5, 15, 29, 51});
    return family;
}

}  // namespace taskquad::rules
