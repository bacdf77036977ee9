using System.Runtime.Intrinsics;
using Weathervane.Datasets;
using Weathervane.Numerics;

namespace Weathervane.Learners.Linear;

/// <summary>The strength of a penalty: <paramref name="L1"/> x sum |w| + <paramref name="L2"/> / 2 x sum w^2, w being the coefficients in the features' own units.</summary>
internal readonly record struct Penalty(double L1, double L2);

/// <summary>The penalised log loss as a function of coefficients and, last, an intercept, on standardised columns.</summary>
/// <remarks>Its derivatives are those at the coefficients of the last <see cref="Differentiate"/>.</remarks>
internal sealed class PenalisedLoss
{
    private readonly Dataset _rows;
    private readonly double[] _weights, _l1, _l2, _curvature;
    private readonly StandardColumns _columns;
    private readonly Crew _crew;

    // A loss, or sums for each column, of each stretch of rows: added up in the stretches' order at the end.
    private readonly double[] _losses, _sums;

    internal PenalisedLoss(Dataset rows, double[] weights, Penalty penalty, Crew crew)
    {
        (_rows, _weights, _crew) = (rows, weights, crew);
        _columns = new StandardColumns(rows.Features, crew);
        (_l1, _l2, _curvature) = (new double[Size], new double[Size], new double[Rows]);
        (_losses, _sums) = (new double[_columns.Stretches], new double[_columns.Stretches * Size]);
        for (var j = 0; j < Size - 1; j++)
        {
            // In units of deviations a coefficient is larger by the deviation; a constant column keeps the coefficient 0.
            var deviation = _columns.Deviation[j];
            _l1[j] = deviation > 0 ? penalty.L1 / deviation : 0;
            _l2[j] = deviation > 0 ? penalty.L2 / (deviation * deviation) : 1;
        }
    }

    /// <summary>Coefficients and, last, the intercept.</summary>
    internal int Size => _columns.Count;

    internal int Rows => _rows.Rows;

    /// <summary>[size] the L1 penalty of one unit.</summary>
    internal ReadOnlySpan<double> L1 => _l1;

    /// <summary>The weighted share of up.</summary>
    internal double ShareOfUp => FixedSums.Dot(_weights, _rows.Labels) / FixedSums.Of(_weights);

    /// <summary>Fills the probabilities and returns the penalised loss.</summary>
    internal double Value(double[] theta, double[] probability)
    {
        _crew.Run(_columns.Stretches, stretch =>
        {
            var rows = _columns[stretch];
            var ups = probability.AsSpan(rows);
            var labels = _rows.Labels.AsSpan(rows);
            var weights = _weights.AsSpan(rows);
            _columns.Combine(stretch, theta, ups);
            Span<double> losses = stackalloc double[ups.Length];
            LogLosses(ups, labels, losses);
            _losses[stretch] = FixedSums.Dot(weights, losses);
        });
        var loss = FixedSums.Of(_losses);
        for (var j = 0; j < Size; j++)
        {
            loss += (0.5 * _l2[j] * theta[j] * theta[j]) + (_l1[j] * Math.Abs(theta[j]));
        }

        return loss;
    }

    /// <summary>Fills the log loss of each row, and puts its probability in the place of its log odds.</summary>
    private static void LogLosses(Span<double> ups, ReadOnlySpan<double> labels, Span<double> losses)
    {
        var i = 0;
        for (; i <= ups.Length - Vector512<double>.Count; i += Vector512<double>.Count)
        {
            // log(1 + exp(-m)) of the margin m towards the right class, from the side that cannot overflow.
            var odds = Vector512.Create(ups[i..]);
            var margin = Vector512.ConditionalSelect(Vector512.Equals(Vector512.Create(labels[i..]), Vector512<double>.One), odds, -odds);
            (Vector512.Max(-margin, Vector512<double>.Zero) + FixedMath.Log1P(FixedMath.Exp(-Vector512.Abs(margin)))).CopyTo(losses[i..]);
            FixedMath.Sigmoid(odds).CopyTo(ups[i..]);
        }

        for (; i < ups.Length; i++)
        {
            // The same bits as in a lane, limits included: where the vectors end must not show.
            var margin = labels[i] == 1 ? ups[i] : -ups[i];
            losses[i] = Math.Max(-margin, 0) + FixedMath.Log1P(FixedMath.Exp(-Math.Min(Math.Abs(margin), FixedMath.VectorMax)));
            ups[i] = FixedMath.Sigmoid(Math.Clamp(ups[i], -FixedMath.VectorMax, FixedMath.VectorMax));
        }
    }

    /// <summary>Fills the gradient of all but the L1 penalty, [size].</summary>
    internal void Differentiate(double[] theta, double[] probability, double[] gradient)
    {
        _crew.Run(_columns.Stretches, stretch =>
        {
            var rows = _columns[stretch];
            var ups = probability.AsSpan(rows);
            var labels = _rows.Labels.AsSpan(rows);
            var weights = _weights.AsSpan(rows);
            var curvature = _curvature.AsSpan(rows);
            Span<double> residual = stackalloc double[ups.Length];
            for (var i = 0; i < ups.Length; i++)
            {
                residual[i] = weights[i] * (ups[i] - labels[i]);
                curvature[i] = weights[i] * ups[i] * (1 - ups[i]);
            }

            _columns.Project(stretch, residual, SumsOf(stretch));
        });
        AddStretches(theta, gradient);
    }

    /// <summary>The second derivatives times a direction, [size]: two looks at the rows, where all of them take as many as there are columns.</summary>
    internal void Curve(double[] direction, double[] product)
    {
        _crew.Run(_columns.Stretches, stretch =>
        {
            var curvature = _curvature.AsSpan(_columns[stretch]);
            Span<double> pull = stackalloc double[curvature.Length];
            _columns.Combine(stretch, direction, pull);
            for (var i = 0; i < pull.Length; i++)
            {
                pull[i] *= curvature[i];
            }

            _columns.Project(stretch, pull, SumsOf(stretch));
        });
        AddStretches(direction, product);
    }

    /// <summary>The second derivative by each coefficient, [size].</summary>
    internal void Curvatures(double[] curvatures) => _crew.Run(Size, j =>
    {
        var sum = _l2[j];
        for (var stretch = 0; stretch < _columns.Stretches; stretch++)
        {
            var column = _columns.Of(j, stretch);
            var curvature = _curvature.AsSpan(_columns[stretch]);
            for (var i = 0; i < column.Length; i++)
            {
                sum += curvature[i] * column[i] * column[i];
            }
        }

        curvatures[j] = sum;
    });

    /// <summary>All second derivatives: the lower triangle of [size x size].</summary>
    /// <param name="hessian">Filled.</param>
    /// <param name="every">Which stretches of rows speak for all: 1 for each, else one in so many.</param>
    internal void Hessian(double[] hessian, int every = 1)
    {
        var share = (double)_columns.Stretches / ((_columns.Stretches + every - 1) / every);
        Array.Clear(hessian);
        _crew.Run(Size, j =>
        {
            var row = hessian.AsSpan(j * Size, j + 1);
            var sums = new double[j + 1];
            Span<double> weighted = stackalloc double[_columns.Of(j, 0).Length];
            for (var stretch = 0; stretch < _columns.Stretches; stretch += every)
            {
                var column = _columns.Of(j, stretch);
                var curvature = _curvature.AsSpan(_columns[stretch]);
                for (var i = 0; i < column.Length; i++)
                {
                    weighted[i] = curvature[i] * column[i];
                }

                _columns.Project(stretch, weighted[..column.Length], sums);
                for (var k = 0; k <= j; k++)
                {
                    row[k] += sums[k];
                }
            }

            for (var k = 0; k <= j; k++)
            {
                row[k] *= share;
            }

            row[j] += _l2[j];
        });
    }

    internal LogisticModel ToModel(double[] theta)
    {
        var coefficients = new double[Size - 1];
        var intercept = theta[^1];
        var deviation = _columns.Deviation;
        for (var j = 0; j < coefficients.Length; j++)
        {
            coefficients[j] = deviation[j] > 0 ? theta[j] / deviation[j] : 0;
            intercept -= coefficients[j] * _columns.Mean[j];
        }

        return new LogisticModel(_rows.Features.Names, intercept, coefficients, deviation[..^1].ToArray());
    }

    private Span<double> SumsOf(int stretch) => _sums.AsSpan(stretch * Size, Size);

    /// <summary>Adds the stretches' sums and the share of the L2 penalty.</summary>
    private void AddStretches(double[] theta, double[] total)
    {
        for (var j = 0; j < Size; j++)
        {
            total[j] = _l2[j] * theta[j];
        }

        for (var stretch = 0; stretch < _columns.Stretches; stretch++)
        {
            var sums = SumsOf(stretch);
            for (var j = 0; j < Size; j++)
            {
                total[j] += sums[j];
            }
        }
    }
}
