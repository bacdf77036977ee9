using System.Runtime.Intrinsics;
using Weathervane.Datasets;
using Weathervane.Numerics;

namespace Weathervane.Learners.Linear;

/// <summary>Newton's method on the penalised log loss, on columns brought to mean 0 and deviation 1 inside so that any units converge.</summary>
/// <remarks>All sums run over four fixed lanes in row order, so neither threads nor processors change a bit.</remarks>
internal sealed class NewtonSolver
{
    private const int MostHalvings = 40;

    private readonly Dataset _rows;
    private readonly double[] _weights, _mean, _deviation, _penalty;
    private readonly double[][] _columns;
    private readonly Crew _crew;
    private readonly int _size;

    internal NewtonSolver(Dataset rows, double[] weights, double c, Crew crew)
    {
        (_rows, _crew, _size) = (rows, crew, rows.Features.Columns + 1);
        _weights = weights;
        _mean = new double[_size];
        _deviation = new double[_size];
        _penalty = new double[_size];
        _columns = new double[_size][];
        crew.Run(_size, Standardise);
        for (var j = 0; j < _size - 1; j++)
        {
            // The whole is divided by C. In units of deviations a coefficient is larger by the deviation; a constant column keeps the coefficient 0.
            _penalty[j] = _deviation[j] > 0 ? 1 / (c * _deviation[j] * _deviation[j]) : 1;
        }
    }

    internal LogisticModel Solve(int maxIter, double tol, FitContext context)
    {
        var share = Dot(_weights, _rows.Labels) / Sum(_weights);
        // One class alone puts the optimum at infinity; the log odds stop where the probability is within 1e-15 of it.
        var theta = new double[_size];
        theta[^1] = FixedMath.Logit(Math.Clamp(share, 1e-15, 1 - 1e-15));
        var (probability, hessian, gradient) = (new double[_rows.Rows], new double[_size * _size], new double[_size]);
        var loss = Loss(theta, probability);
        for (var iteration = 0; iteration < maxIter && share is > 0 and < 1; iteration++)
        {
            context.Cancel.ThrowIfCancellationRequested();
            Differentiate(theta, probability, gradient, hessian);
            Cholesky.Solve(hessian, gradient, out var step);
            var promise = 0.5 * Dot(gradient, step);
            // The last, small step is taken too: it brings the error down to its square.
            if (!(promise > 0) || !TryStep(theta, step, probability, ref loss) || promise <= tol * loss)
            {
                break;
            }

            context.Progress?.Report((iteration + 1.0) / maxIter);
        }

        context.Progress?.Report(1);
        return ToModel(theta);
    }

    /// <summary>Takes the step, halved until the loss falls; false when no part of it lowers the loss.</summary>
    private bool TryStep(double[] theta, double[] step, double[] probability, ref double loss)
    {
        var (trial, part) = (new double[_size], 1.0);
        for (var halving = 0; halving < MostHalvings; halving++, part /= 2)
        {
            for (var j = 0; j < _size; j++)
            {
                trial[j] = theta[j] - (part * step[j]);
            }

            var reached = Loss(trial, probability);
            if (reached < loss)
            {
                trial.CopyTo(theta, 0);
                loss = reached;
                return true;
            }
        }

        Loss(theta, probability);
        return false;
    }

    private void Standardise(int j)
    {
        var rows = _rows.Rows;
        var scaled = _columns[j] = new double[rows];
        if (j == _size - 1)
        {
            (_deviation[j], _mean[j]) = (1, 0);
            Array.Fill(scaled, 1);
            return;
        }

        var column = _rows.Features.Column(j);
        var mean = Sum(column) / rows;
        for (var i = 0; i < rows; i++)
        {
            scaled[i] = column[i] - mean;
        }

        var deviation = Math.Sqrt(Dot(scaled, scaled) / rows);
        // Below the rounding of the values themselves the column is constant.
        deviation = deviation > 1e-13 * Math.Abs(mean) ? deviation : 0;
        for (var i = 0; i < rows; i++)
        {
            scaled[i] = deviation > 0 ? scaled[i] / deviation : 0;
        }

        (_mean[j], _deviation[j]) = (mean, deviation);
    }

    /// <summary>Fills the probabilities and returns the penalised loss (divided by C).</summary>
    private double Loss(double[] theta, double[] probability)
    {
        Array.Clear(probability);
        for (var j = 0; j < _size; j++)
        {
            var (coefficient, column) = (theta[j], _columns[j]);
            for (var i = 0; i < column.Length; i++)
            {
                probability[i] += coefficient * column[i];
            }
        }

        double loss = 0;
        for (var i = 0; i < probability.Length; i++)
        {
            // log(1 + exp(-m)) of the margin m towards the right class, from the side that cannot overflow.
            var margin = _rows.Labels[i] == 1 ? probability[i] : -probability[i];
            loss += _weights[i] * (Math.Max(-margin, 0) + FixedMath.Log1P(FixedMath.Exp(-Math.Abs(margin))));
            probability[i] = FixedMath.Sigmoid(probability[i]);
        }

        for (var j = 0; j < _size; j++)
        {
            loss += 0.5 * _penalty[j] * theta[j] * theta[j];
        }

        return loss;
    }

    private void Differentiate(double[] theta, double[] probability, double[] gradient, double[] hessian)
    {
        var (residual, curvature) = (new double[_rows.Rows], new double[_rows.Rows]);
        for (var i = 0; i < residual.Length; i++)
        {
            residual[i] = _weights[i] * (probability[i] - _rows.Labels[i]);
            curvature[i] = _weights[i] * probability[i] * (1 - probability[i]);
        }

        _crew.Run(_size, j =>
        {
            var weighted = new double[curvature.Length];
            for (var i = 0; i < weighted.Length; i++)
            {
                weighted[i] = curvature[i] * _columns[j][i];
            }

            for (var k = 0; k <= j; k++)
            {
                hessian[(j * _size) + k] = Dot(weighted, _columns[k]);
            }

            hessian[(j * _size) + j] += _penalty[j];
            gradient[j] = Dot(residual, _columns[j]) + (_penalty[j] * theta[j]);
        });
    }

    private LogisticModel ToModel(double[] theta)
    {
        var coefficients = new double[_size - 1];
        var intercept = theta[^1];
        for (var j = 0; j < coefficients.Length; j++)
        {
            coefficients[j] = _deviation[j] > 0 ? theta[j] / _deviation[j] : 0;
            intercept -= coefficients[j] * _mean[j];
        }

        return new LogisticModel(_rows.Features.Names, intercept, coefficients, _deviation[..^1]);
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        // Four lanes whatever the processor has: their number decides the order of the additions.
        var lanes = Vector256<double>.Zero;
        var i = 0;
        for (; i <= a.Length - 4; i += 4)
        {
            lanes += Vector256.Create(a[i..]) * Vector256.Create(b[i..]);
        }

        var sum = lanes[0] + lanes[1] + lanes[2] + lanes[3];
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
