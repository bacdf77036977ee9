namespace Weathervane.Learners.Linear;

/// <summary>Newton's method on a penalised loss: each step leads to the minimum of a quadratic model, L1 penalty and all, and is halved until the loss falls.</summary>
/// <remarks>With many columns and no L1 penalty the step is found by conjugate gradients, which never need all second derivatives; where columns are
/// so alike that this takes long, they are computed after all.</remarks>
internal sealed class NewtonSolver(PenalisedLoss loss)
{
    private const int MostHalvings = 40;

    // With fewer columns all second derivatives cost less than conjugate gradients do.
    private const int ManyColumns = 128;

    private readonly bool _smooth = !loss.L1.ContainsAnyExcept(0.0);
    private bool _direct = loss.Size < ManyColumns;
    private double[]? _hessian;

    /// <summary>The coefficients and, last, the intercept that minimise the loss.</summary>
    internal double[] Solve(int maxIter, double tol, FitContext context)
    {
        var (share, theta) = (loss.ShareOfUp, new double[loss.Size]);
        // One class alone puts the optimum at infinity; the log odds stop where the probability is within 1e-15 of it.
        theta[^1] = Numerics.FixedMath.Logit(Math.Clamp(share, 1e-15, 1 - 1e-15));
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
        if (_smooth && !_direct && new ConjugateGradients(loss).Solve(gradient, loss.Size / 4, cancel) is { } near)
        {
            return (near, 0.5 * Sums.Dot(gradient, near));
        }

        _direct = true;
        _hessian ??= new double[loss.Size * loss.Size];
        loss.Hessian(_hessian);
        if (_smooth)
        {
            Cholesky.Solve(_hessian, gradient, out var newton);
            return (newton, 0.5 * Sums.Dot(gradient, newton));
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
