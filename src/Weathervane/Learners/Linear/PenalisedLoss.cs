using Weathervane.Datasets;
using Weathervane.Numerics;

namespace Weathervane.Learners.Linear;

/// <summary>The strength of a penalty: <paramref name="L1"/> x sum |w| + <paramref name="L2"/> / 2 x sum w^2, w being the coefficients in the features' own units.</summary>
internal readonly record struct Penalty(double L1, double L2);

/// <summary>The penalised log loss as a function of an intercept and coefficients, on columns brought to mean 0 and deviation 1 inside so that any units converge.</summary>
/// <remarks>All sums run over four fixed lanes in row order, so neither threads nor processors change a bit.</remarks>
internal sealed class PenalisedLoss
{
    private readonly Dataset _rows;
    private readonly double[] _weights, _mean, _deviation, _l1, _l2;
    private readonly double[][] _columns;
    private readonly Crew _crew;

    internal PenalisedLoss(Dataset rows, double[] weights, Penalty penalty, Crew crew)
    {
        (_rows, _crew, Size) = (rows, crew, rows.Features.Columns + 1);
        _weights = weights;
        _mean = new double[Size];
        _deviation = new double[Size];
        (_l1, _l2) = (new double[Size], new double[Size]);
        _columns = new double[Size][];
        crew.Run(Size, Standardise);
        for (var j = 0; j < Size - 1; j++)
        {
            // In units of deviations a coefficient is larger by the deviation; a constant column keeps the coefficient 0.
            _l1[j] = _deviation[j] > 0 ? penalty.L1 / _deviation[j] : 0;
            _l2[j] = _deviation[j] > 0 ? penalty.L2 / (_deviation[j] * _deviation[j]) : 1;
        }
    }

    /// <summary>Coefficients and, last, the intercept.</summary>
    internal int Size { get; }

    internal int Rows => _rows.Rows;

    /// <summary>[size] the L1 penalty of one unit.</summary>
    internal ReadOnlySpan<double> L1 => _l1;

    /// <summary>The weighted share of up.</summary>
    internal double ShareOfUp => Sums.Dot(_weights, _rows.Labels) / Sums.Of(_weights);

    /// <summary>Fills the probabilities and returns the penalised loss.</summary>
    internal double Value(double[] theta, double[] probability)
    {
        Array.Clear(probability);
        for (var j = 0; j < Size; j++)
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

        for (var j = 0; j < Size; j++)
        {
            loss += (0.5 * _l2[j] * theta[j] * theta[j]) + (_l1[j] * Math.Abs(theta[j]));
        }

        return loss;
    }

    /// <summary>The derivatives of all but the L1 penalty: [size], and the lower triangle of [size x size].</summary>
    internal void Differentiate(double[] theta, double[] probability, double[] gradient, double[] hessian)
    {
        var (residual, curvature) = (new double[_rows.Rows], new double[_rows.Rows]);
        for (var i = 0; i < residual.Length; i++)
        {
            residual[i] = _weights[i] * (probability[i] - _rows.Labels[i]);
            curvature[i] = _weights[i] * probability[i] * (1 - probability[i]);
        }

        _crew.Run(Size, j =>
        {
            var weighted = new double[curvature.Length];
            for (var i = 0; i < weighted.Length; i++)
            {
                weighted[i] = curvature[i] * _columns[j][i];
            }

            for (var k = 0; k <= j; k++)
            {
                hessian[(j * Size) + k] = Sums.Dot(weighted, _columns[k]);
            }

            hessian[(j * Size) + j] += _l2[j];
            gradient[j] = Sums.Dot(residual, _columns[j]) + (_l2[j] * theta[j]);
        });
    }

    internal LogisticModel ToModel(double[] theta)
    {
        var coefficients = new double[Size - 1];
        var intercept = theta[^1];
        for (var j = 0; j < coefficients.Length; j++)
        {
            coefficients[j] = _deviation[j] > 0 ? theta[j] / _deviation[j] : 0;
            intercept -= coefficients[j] * _mean[j];
        }

        return new LogisticModel(_rows.Features.Names, intercept, coefficients, _deviation[..^1]);
    }

    private void Standardise(int j)
    {
        var rows = _rows.Rows;
        var scaled = _columns[j] = new double[rows];
        if (j == Size - 1)
        {
            (_deviation[j], _mean[j]) = (1, 0);
            Array.Fill(scaled, 1);
            return;
        }

        var column = _rows.Features.Column(j);
        var mean = Sums.Of(column) / rows;
        for (var i = 0; i < rows; i++)
        {
            scaled[i] = column[i] - mean;
        }

        var deviation = Math.Sqrt(Sums.Dot(scaled, scaled) / rows);
        // Below the rounding of the values themselves the column is constant.
        deviation = deviation > 1e-13 * Math.Abs(mean) ? deviation : 0;
        for (var i = 0; i < rows; i++)
        {
            scaled[i] = deviation > 0 ? scaled[i] / deviation : 0;
        }

        (_mean[j], _deviation[j]) = (mean, deviation);
    }
}
