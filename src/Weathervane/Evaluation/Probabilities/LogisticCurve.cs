using Weathervane.Numerics;

namespace Weathervane.Evaluation.Probabilities;

/// <summary>Log odds as a line in one or two inputs, fitted to shares between 0 and 1 by Newton's method.</summary>
internal static class LogisticCurve
{
    private const int StepsMax = 100;
    private const int HalvingsMax = 40;

    // So little that no digit that counts changes, and enough to hold inputs that are all alike.
    private const double Ridge = 1e-9;

    /// <summary>The slopes and, last, the intercept with the least log loss.</summary>
    /// <param name="inputs">[inputs][rows].</param>
    /// <param name="targets">[rows], inside (0, 1).</param>
    internal static double[] Fit(double[][] inputs, double[] targets)
    {
        var size = inputs.Length + 1;
        var theta = new double[size];
        theta[^1] = FixedMath.Logit(targets.Average());
        var loss = Loss(inputs, targets, theta);
        for (var step = 0; step < StepsMax; step++)
        {
            var (gradient, hessian) = Differentiate(inputs, targets, theta);
            if (Cholesky.Of(hessian, size) is not { } factor)
            {
                break;
            }

            factor.Solve(gradient);
            var (before, part, found) = (loss, 1.0, false);
            for (var halving = 0; halving < HalvingsMax && !found; halving++, part /= 2)
            {
                double[] trial = [.. theta.Zip(gradient, (t, g) => t - (part * g))];
                var reached = Loss(inputs, targets, trial);
                found = reached < loss;
                (theta, loss) = found ? (trial, reached) : (theta, loss);
            }

            if (!found || before - loss <= 1e-14 * before)
            {
                break;
            }
        }

        return theta;
    }

    private static double Score(double[][] inputs, double[] theta, int row)
    {
        var score = theta[^1];
        for (var j = 0; j < inputs.Length; j++)
        {
            score += theta[j] * inputs[j][row];
        }

        return score;
    }

    private static double Loss(double[][] inputs, double[] targets, double[] theta)
    {
        var loss = 0.0;
        for (var i = 0; i < targets.Length; i++)
        {
            // log(1 + e^s) - t s, from the side that cannot overflow.
            var score = Score(inputs, theta, i);
            loss += Math.Max(score, 0) + FixedMath.Log1P(FixedMath.Exp(-Math.Abs(score))) - (targets[i] * score);
        }

        for (var j = 0; j < inputs.Length; j++)
        {
            loss += 0.5 * Ridge * theta[j] * theta[j];
        }

        return loss;
    }

    private static (double[] Gradient, double[] Hessian) Differentiate(double[][] inputs, double[] targets, double[] theta)
    {
        var size = theta.Length;
        var (gradient, hessian, values) = (new double[size], new double[size * size], new double[size]);
        values[^1] = 1;
        for (var i = 0; i < targets.Length; i++)
        {
            var p = FixedMath.Sigmoid(Score(inputs, theta, i));
            for (var j = 0; j < inputs.Length; j++)
            {
                values[j] = inputs[j][i];
            }

            for (var j = 0; j < size; j++)
            {
                gradient[j] += (p - targets[i]) * values[j];
                for (var k = 0; k <= j; k++)
                {
                    hessian[(j * size) + k] += p * (1 - p) * values[j] * values[k];
                }
            }
        }

        for (var j = 0; j < inputs.Length; j++)
        {
            gradient[j] += Ridge * theta[j];
            hessian[(j * size) + j] += Ridge;
        }

        return (gradient, hessian);
    }
}
