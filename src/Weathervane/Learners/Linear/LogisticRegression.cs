using Weathervane.Datasets;

namespace Weathervane.Learners.Linear;

/// <summary>Logistic regression with an L2 penalty: minimises |w|^2 / 2 + C x (sum of weighted log losses); the intercept is not penalised.</summary>
/// <remarks>The same problem as scikit-learn's LogisticRegression, solved by Newton's method to the optimum. Scale the columns
/// before: the penalty sees their units. NaN and infinity are refused. Source: Hastie, Tibshirani and Friedman, The Elements
/// of Statistical Learning (2nd ed., 2009), section 4.4.</remarks>
public sealed record LogisticRegression : Learner
{
    /// <inheritdoc/>
    public override string Id => "logistic";

    /// <summary>Inverse strength of the penalty: smaller shrinks more.</summary>
    public double C { get; init => field = Check.InRange(value, 1e-9, 1e9); } = 1;

    /// <summary>none, or balanced: both classes get the same total weight.</summary>
    public string ClassWeight { get; init => field = Check.OneOf(value, ["none", "balanced"]); } = "none";

    /// <summary>Most Newton steps.</summary>
    public int MaxIter { get; init => field = Check.InRange(value, 1, 100_000); } = 100;

    /// <summary>Stops when a step promises to lower the penalised loss by less than this share of it.</summary>
    public double Tol { get; init => field = Check.InRange(value, 1e-15, 1.0); } = 1e-12;

    /// <inheritdoc/>
    public override Model Fit(Dataset train, FitContext context)
    {
        var rows = TrainingRows.Of(train);
        RefuseUnknown(rows);
        using var crew = new Crew(context.Threads);
        return new NewtonSolver(rows, TrainingRows.Weights(rows, ClassWeight), C, crew).Solve(MaxIter, Tol, context);
    }

    private static void RefuseUnknown(Dataset rows)
    {
        var problems = new List<InputProblem>();
        for (var c = 0; c < rows.Features.Columns; c++)
        {
            var column = rows.Features.Column(c);
            var unknown = 0;
            foreach (var value in column)
            {
                unknown += double.IsFinite(value) ? 0 : 1;
            }

            if (unknown > 0)
            {
                problems.Add(new(
                    $"feature {rows.Features.Names[c]}",
                    $"{unknown} of {column.Length} training rows are NaN or infinite, which logistic cannot learn from.",
                    "Set 'impute: median', or leave the feature out."));
            }
        }

        if (problems.Count > 0)
        {
            throw new InputException(problems);
        }
    }
}
