namespace Weathervane.Learners.Linear;

/// <summary>Minimises a quadratic function plus an L1 penalty: coordinate descent finds which coefficients are 0, one linear system gives the others exactly.</summary>
/// <remarks>Source: Friedman, Hastie and Tibshirani (2010), Regularization Paths for Generalized Linear Models via Coordinate Descent;
/// Yuan, Ho and Lin (2012), An Improved GLMNET for L1-regularized Logistic Regression.</remarks>
/// <param name="gradient">[n] at the start.</param>
/// <param name="hessian">The lower triangle of [n x n].</param>
/// <param name="l1">[n] penalty of one unit; 0 for none.</param>
internal sealed class QuadraticLasso(double[] gradient, double[] hessian, double[] l1)
{
    private const int SweepsAtOnce = 10, MostRounds = 100;

    private readonly int _size = gradient.Length;
    private readonly double[] _slope = [.. gradient];

    /// <summary>The minimum, from a start on whose gradient and second derivatives are given.</summary>
    internal double[] Minimise(ReadOnlySpan<double> start)
    {
        double[] z = [.. start];
        for (var round = 0; round < MostRounds; round++)
        {
            for (var sweep = 0; sweep < SweepsAtOnce; sweep++)
            {
                Sweep(z);
            }

            if (TrySolve(z))
            {
                break;
            }
        }

        return z;
    }

    /// <summary>Moves each coefficient to its own minimum, the others being held.</summary>
    private void Sweep(double[] z)
    {
        for (var j = 0; j < _size; j++)
        {
            var curvature = H(j, j);
            if (curvature > 0)
            {
                var pull = (curvature * z[j]) - _slope[j];
                Move(z, j, Math.CopySign(Math.Max(Math.Abs(pull) - l1[j], 0), pull) / curvature);
            }
        }
    }

    /// <summary>Solves for the coefficients that are not 0, their signs being held; false where a sign turns or a 0 would have to move.</summary>
    private bool TrySolve(double[] z)
    {
        int[] free = [.. Enumerable.Range(0, _size).Where(j => z[j] != 0 || l1[j] == 0)];
        var (a, b) = (new double[free.Length * free.Length], new double[free.Length]);
        for (var i = 0; i < free.Length; i++)
        {
            b[i] = _slope[free[i]] + (l1[free[i]] * Math.Sign(z[free[i]]));
            for (var k = 0; k <= i; k++)
            {
                a[(i * free.Length) + k] = H(free[i], free[k]);
            }
        }

        Cholesky.Factor(a, b.Length);
        var step = Cholesky.Solve(a, b);
        for (var i = 0; i < free.Length; i++)
        {
            if (l1[free[i]] > 0 && Math.Sign(z[free[i]] - step[i]) != Math.Sign(z[free[i]]))
            {
                return false;
            }
        }

        for (var i = 0; i < free.Length; i++)
        {
            Move(z, free[i], z[free[i]] - step[i]);
        }

        for (var j = 0; j < _size; j++)
        {
            // Rounding of the slope is not a wish to move.
            if (z[j] == 0 && Math.Abs(_slope[j]) > l1[j] * (1 + 1e-9))
            {
                return false;
            }
        }

        return true;
    }

    private void Move(double[] z, int j, double to)
    {
        var by = to - z[j];
        if (by != 0)
        {
            z[j] = to;
            for (var k = 0; k < _size; k++)
            {
                _slope[k] += by * H(j, k);
            }
        }
    }

    private double H(int j, int k) => j >= k ? hessian[(j * _size) + k] : hessian[(k * _size) + j];
}
