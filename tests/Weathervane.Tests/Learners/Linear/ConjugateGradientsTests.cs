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
        Cholesky.Solve(hessian, gradient, out var exact);

        // As many products as columns would leave rounding alone; half of them are enough for this.
        var near = new ConjugateGradients(loss).Solve(gradient, loss.Size / 2, CancellationToken.None);

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
        Assert.Null(new ConjugateGradients(loss).Solve(gradient, 1, CancellationToken.None));
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
}
