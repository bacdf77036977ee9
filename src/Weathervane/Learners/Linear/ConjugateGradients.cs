using Weathervane.Numerics;

namespace Weathervane.Learners.Linear;

/// <summary>Solves H x = g for the second derivatives H of a loss by products with H alone.</summary>
/// <remarks>Source: Nocedal and Wright, Numerical Optimization (2nd ed., 2006), algorithm 5.3.</remarks>
/// <param name="loss">The loss.</param>
/// <param name="precondition">Solves M x = b for an M that is like H: the more, the fewer products it takes.</param>
internal sealed class ConjugateGradients(PenalisedLoss loss, Func<double[], double[]> precondition)
{
    /// <summary>How much of the error may stay: the next Newton step takes it away, and the last one's stays below the square of it.</summary>
    private const double Rest = 1e-3;

    /// <summary>The solution; null where it takes more products than <paramref name="most"/>.</summary>
    internal double[]? Solve(double[] gradient, int most, CancellationToken cancel)
    {
        var (x, product) = (new double[gradient.Length], new double[gradient.Length]);
        double[] residual = [.. gradient];
        var scaled = precondition(residual);
        double[] direction = [.. scaled];
        var size = FixedSums.Dot(residual, scaled);
        var enough = size * Rest * Rest;
        for (var i = 0; size > enough; i++)
        {
            cancel.ThrowIfCancellationRequested();
            if (i == most)
            {
                return null;
            }

            loss.Curve(direction, product);
            var bend = FixedSums.Dot(direction, product);
            if (!(bend > 0))
            {
                // Only a direction of which the rows tell nothing is left.
                break;
            }

            var length = size / bend;
            for (var j = 0; j < x.Length; j++)
            {
                x[j] += length * direction[j];
                residual[j] -= length * product[j];
            }

            scaled = precondition(residual);
            var next = FixedSums.Dot(residual, scaled);
            for (var j = 0; j < x.Length; j++)
            {
                direction[j] = scaled[j] + (next / size * direction[j]);
            }

            size = next;
        }

        return x;
    }
}
