using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Symmetric;

/// <summary>The learning rate that CatBoost takes on a CPU when none is given: a power of the number of rows times a power of the number of trees.</summary>
/// <remarks>Fitted by CatBoost's authors on many data sets. Source: CatBoost, catboost/libs/train_lib/options_helper.cpp, TAutoLRParamsGuesser.</remarks>
internal static class AutomaticRate
{
    /// <summary>Where CatBoost has no formula.</summary>
    private const double Otherwise = 0.03;

    /// <summary>The rate, at most 0.5, rounded to six decimals.</summary>
    /// <param name="loss">Logloss, RMSE or another, for which it is 0.03.</param>
    /// <param name="watched">Whether validation rows choose the number of trees.</param>
    /// <param name="fromAverage">Whether boosting starts from the best constant.</param>
    /// <param name="rows">Training rows, at least 1.</param>
    /// <param name="iterations">Trees, at least 1.</param>
    internal static double Of(string loss, bool watched, bool fromAverage, int rows, int iterations)
    {
        (double Power, double Factor, double IterationPower)? fitted = (loss, watched, fromAverage) switch
        {
            ("Logloss", true, true) => (0.246, -5.127, -0.451),
            ("Logloss", false, true) => (0.408, -7.299, -0.928),
            ("Logloss", true, false) => (0.247, -5.158, -0.435),
            ("Logloss", false, false) => (0.427, -7.525, -0.917),
            ("RMSE", true, true) => (0.157, -4.062, -0.61),
            ("RMSE", false, true) => (0.158, -4.287, -0.813),
            ("RMSE", true, false) => (0.189, -4.383, -0.623),
            ("RMSE", false, false) => (0.178, -4.473, -0.76),
            _ => null,
        };
        if (fitted is not { } f)
        {
            return Otherwise;
        }

        var rate = FixedMath.Exp((f.Power * FixedMath.Log(rows)) + f.Factor + (f.IterationPower * FixedMath.Log(iterations / 1000.0)));
        return Math.Round(Math.Min(rate, 0.5), 6);
    }
}
