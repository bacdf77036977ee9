using Weathervane.Numerics;

namespace Weathervane.Learners.Linear;

/// <summary>Newton's method on a penalised loss: each step leads to the minimum of a quadratic model, L1 penalty and all, and is halved until the loss falls.</summary>
/// <remarks>With many columns or rows and no L1 penalty the step is found by conjugate gradients, which never need all second derivatives of all rows;
/// where this takes long, as with many columns that are alike, those are computed after all.</remarks>
internal sealed class NewtonSolver(PenalisedLoss loss)
{
    private const int MostHalvings = 40;

    // With so many columns all second derivatives take longer than conjugate gradients, even those of a part of the rows.
    private const int ManyColumns = 128;

    // A sixteenth of so many rows tells what the second derivatives of all are like; with fewer, all cost little.
    private const int ManyRows = 32_768, Part = 16;

    // With so few columns all second derivatives are no dearer than a product or two.
    private const int FewColumns = 8;

    private readonly bool _smooth = !loss.L1.ContainsAnyExcept(0.0);
    private double[]? _hessian;
    private bool _direct = loss.Size < FewColumns || (loss.Size < ManyColumns && loss.Rows < ManyRows);

    /// <summary>The coefficients and, last, the intercept that minimise the loss.</summary>
    internal double[] Solve(int maxIter, double tol, FitContext context)
    {
        var (share, theta) = (loss.ShareOfUp, new double[loss.Size]);
        // One class alone puts the optimum at infinity; the log odds stop where the probability is within 1e-15 of it.
        theta[^1] = FixedMath.Logit(Math.Clamp(share, 1e-15, 1 - 1e-15));
        var (probability, gradient) = (new double[loss.Rows], new double[loss.Size]);
        var value = loss.Value(theta, probability);
        for (var iteration = 0; iteration < maxIter && share is > 0 and < 1; iteration++)
        {
            context.Cancel.ThrowIfCancellationRequested();
            loss.Differentiate(theta, probability, gradient);
            var (step, promise) = Step(theta, gradient, context.Cancel);
            // The last, small step is taken too: it brings the error down to its square, and rounding must not hide that.
            var isLast = promise <= tol * value;
            if (!(promise > 0) || !TryStep(theta, step, probability, isLast ? tol * value : 0, ref value) || isLast)
            {
                break;
            }

            context.Progress?.Report((iteration + 1.0) / maxIter);
        }

        context.Progress?.Report(1);
        return theta;
    }

    /// <summary>What to take off, and by how much that lowers the quadratic model.</summary>
    private (double[] Step, double Promise) Step(double[] theta, double[] gradient, CancellationToken cancel)
    {
        if (_smooth && !_direct && new ConjugateGradients(loss, Preconditioner()).Solve(gradient, loss.Size / 4, cancel) is { } near)
        {
            return (near, 0.5 * FixedSums.Dot(gradient, near));
        }

        _direct = true;
        _hessian ??= new double[loss.Size * loss.Size];
        loss.Hessian(_hessian);
        if (_smooth)
        {
            Cholesky.Factor(_hessian, loss.Size);
            var newton = Cholesky.Solve(_hessian, gradient);
            return (newton, 0.5 * FixedSums.Dot(gradient, newton));
        }

        var target = new QuadraticLasso(gradient, _hessian, loss.L1.ToArray()).Minimise(theta);
        var (step, fall) = (new double[theta.Length], 0.0);
        for (var j = 0; j < theta.Length; j++)
        {
            step[j] = theta[j] - target[j];
            fall += (gradient[j] * step[j]) + (loss.L1[j] * (Math.Abs(theta[j]) - Math.Abs(target[j])));
        }

        return (step, 0.5 * fall);
    }

    /// <summary>Solves by what the second derivatives are nearly: their diagonal, or with few columns those of a part of the rows.</summary>
    private Func<double[], double[]> Preconditioner()
    {
        if (loss.Size >= ManyColumns)
        {
            var diagonal = new double[loss.Size];
            loss.Curvatures(diagonal);
            return b => [.. b.Select((v, j) => diagonal[j] > 0 ? v / diagonal[j] : 0)];
        }

        var part = _hessian ??= new double[loss.Size * loss.Size];
        loss.Hessian(part, Part);
        // The intercept's is what a standardised column has on average: a bit of it stands in for what the part does not know, such as a rare event.
        var unknown = 1e-4 * part[^1];
        for (var j = 0; j < loss.Size; j++)
        {
            part[(j * loss.Size) + j] += unknown;
        }

        Cholesky.Factor(part, loss.Size);
        return b => Cholesky.Solve(part, b);
    }

    /// <summary>Takes the step, halved until the loss falls, or rises by less than rounding; false when no part of it lowers the loss.</summary>
    private bool TryStep(double[] theta, double[] step, double[] probability, double rounding, ref double value)
    {
        var (trial, part) = (new double[loss.Size], 1.0);
        for (var halving = 0; halving < MostHalvings; halving++, part /= 2)
        {
            for (var j = 0; j < trial.Length; j++)
            {
                trial[j] = theta[j] - (part * step[j]);
            }

            var reached = loss.Value(trial, probability);
            if (reached < value + rounding)
            {
                trial.CopyTo(theta, 0);
                value = reached;
                return true;
            }
        }

        loss.Value(theta, probability);
        return false;
    }
}
