using Weathervane.Learners;
using Weathervane.Learners.Linear;

namespace Weathervane.Tests.Learners.Linear;

/// <summary>Newton steps without all second derivatives, beside those with them.</summary>
public sealed class ConjugateGradientsTests
{
    [Fact]
    public void Gives_the_step_that_all_second_derivatives_give()
    {
        using var crew = new Crew(2);
        var (loss, gradient) = Started(crew);
        var hessian = new double[loss.Size * loss.Size];
        loss.Hessian(hessian);
        Cholesky.Factor(hessian, loss.Size);
        var exact = Cholesky.Solve(hessian, gradient);

        // As many products as columns would leave rounding alone; half of them are enough for this.
        var near = new ConjugateGradients(loss, ByDiagonal(loss)).Solve(gradient, loss.Size / 2, CancellationToken.None);

        Assert.NotNull(near);
        // A thousandth of the error may stay, in a measure that differs a little from this one.
        var error = exact.Zip(near, (e, n) => (e - n) * (e - n)).Sum();
        Assert.InRange(Math.Sqrt(error / exact.Sum(e => e * e)), 0, 0.01);
    }

    [Fact]
    public void Gives_up_where_it_takes_too_long()
    {
        using var crew = new Crew(1);
        var (loss, gradient) = Started(crew);
        Assert.Null(new ConjugateGradients(loss, ByDiagonal(loss)).Solve(gradient, 1, CancellationToken.None));
    }

    [Fact]
    public void Needs_one_product_where_it_is_told_the_second_derivatives()
    {
        using var crew = new Crew(1);
        var (loss, gradient) = Started(crew);
        var hessian = new double[loss.Size * loss.Size];
        loss.Hessian(hessian);
        Cholesky.Factor(hessian, loss.Size);
        var near = new ConjugateGradients(loss, b => Cholesky.Solve(hessian, b)).Solve(gradient, 1, CancellationToken.None)!;
        Assert.All(Cholesky.Solve(hessian, gradient).Zip(near), p => Assert.Equal(p.First, p.Second, 1e-12));
    }

    [Fact]
    public void A_part_of_the_rows_speaks_for_all()
    {
        using var crew = new Crew(1);
        var rows = Tables.Made(20_000, 4, 5);
        var loss = new PenalisedLoss(rows, [.. Enumerable.Repeat(1.0, rows.Rows)], new Penalty(0, 2), crew);
        var (theta, probability, gradient) = (new double[5], new double[rows.Rows], new double[5]);
        loss.Value(theta, probability);
        loss.Differentiate(theta, probability, gradient);
        var (all, part) = (new double[25], new double[25]);
        loss.Hessian(all);
        loss.Hessian(part, 4);
        for (var j = 0; j < 5; j++)
        {
            // The mean of 5,000 squares of normal numbers has a standard error of a fiftieth.
            Assert.InRange(part[(j * 5) + j] / all[(j * 5) + j], 0.92, 1.08);
        }
    }

    [Theory]
    [InlineData("l2")]
    [InlineData("none")]
    public void Many_rows_end_where_the_loss_is_flat_though_the_part_knows_some_columns_not_at_all(string penalty)
    {
        // The first 512 of 8,192 rows are the part: of neither event is any among them; the last column is another's copy.
        const int All = 120_000;
        var made = Tables.Made(All, 8, 6);
        var place = Enumerable.Range(0, All).Select(i => i % 8192).ToArray();
        double[] once = [.. place.Select(p => p == 4000 ? 1.0 : 0)], seldom = [.. place.Select(p => p is > 4000 and < 4100 ? 1.0 : 0)];
        var rows = Tables.Of(
            [.. Enumerable.Range(0, 8).Select(j => made.Features.Column(j).ToArray()), once, seldom, made.Features.Column(1).ToArray()],
            [.. made.Labels.Select((y, i) => seldom[i] == 1 && i % 3 > 0 ? 1 : y)]);
        var steps = new Count();
        var model = (LogisticModel)new LogisticRegression { Penalty = penalty }.Fit(rows, new FitContext { Threads = 2, Progress = steps });
        var residual = Tables.Predict(model, rows).Zip(rows.Labels, (p, y) => p - y).ToArray();
        Assert.Equal(0, residual.Average(), 1e-9);
        for (var j = 0; j < rows.Features.Columns; j++)
        {
            var column = rows.Features.Column(j).ToArray();
            // Per column: gradient of the losses + w = 0, beside the size of the terms that cancel.
            var gradient = column.Zip(residual, (x, r) => x * r).Sum() + (penalty == "l2" ? model.Coefficients[j] : 0);
            Assert.Equal(0, gradient / column.Sum(Math.Abs), 1e-8);
        }

        // Newton's steps, and the end is told too; steps that go astray for what the part does not know make it eight.
        Assert.InRange(steps.Reports, 1, 6);
    }

    private static Func<double[], double[]> ByDiagonal(PenalisedLoss loss)
    {
        var diagonal = new double[loss.Size];
        loss.Curvatures(diagonal);
        return b => [.. b.Zip(diagonal, (v, d) => v / d)];
    }

    private static (PenalisedLoss Loss, double[] Gradient) Started(Crew crew)
    {
        // 1,500 rows are not whole stretches, and 37 columns not whole fours.
        var rows = Tables.Made(1500, 37, 3);
        var loss = new PenalisedLoss(rows, [.. Enumerable.Range(0, rows.Rows).Select(i => 0.5 + (i % 3))], new Penalty(0, 2), crew);
        var (theta, probability, gradient) = (new double[loss.Size], new double[loss.Rows], new double[loss.Size]);
        for (var j = 0; j < theta.Length; j++)
        {
            theta[j] = 0.1 * (j % 5);
        }

        loss.Value(theta, probability);
        loss.Differentiate(theta, probability, gradient);
        return (loss, gradient);
    }

    private sealed class Count : IProgress<double>
    {
        internal int Reports { get; private set; }

        public void Report(double value) => Reports++;
    }
}
