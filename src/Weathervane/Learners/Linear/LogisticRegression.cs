using Weathervane.Datasets;

namespace Weathervane.Learners.Linear;

/// <summary>Logistic regression with an L2, an L1, both or no penalty: minimises penalty + C x (sum of weighted log losses); the intercept is not penalised.</summary>
/// <remarks>The penalty is |w|^2 / 2 for l2, the sum of |w| for l1, and l1_ratio x (sum of |w|) + (1 - l1_ratio) x |w|^2 / 2 for elasticnet. The same
/// problems as scikit-learn's LogisticRegression, solved by Newton's method to the optimum. Scale the columns
/// before: the penalty sees their units. NaN and infinity are refused. Source: Hastie, Tibshirani and Friedman, The Elements
/// of Statistical Learning (2nd ed., 2009), section 4.4.</remarks>
public sealed record LogisticRegression : Learner
{
    /// <inheritdoc/>
    public override string Id => "logistic";

    /// <summary>l2 (shrinks), l1 (sets coefficients to 0), elasticnet (both), or none.</summary>
    public string Penalty { get; init => field = Check.OneOf(value, ["l2", "l1", "elasticnet", "none"]); } = "l2";

    /// <summary>Inverse strength of the penalty: smaller shrinks more.</summary>
    public double C { get; init => field = Check.InRange(value, 1e-9, 1e9); } = 1;

    /// <summary>The share of L1 in elasticnet: 0 is l2, 1 is l1.</summary>
    public double L1Ratio { get; init => field = Check.InRange(value, 0.0, 1.0); } = 0.5;

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
        var loss = new PenalisedLoss(rows, TrainingRows.Weights(rows, ClassWeight), Strength, crew);
        return loss.ToModel(new NewtonSolver(loss).Solve(MaxIter, Tol, context));
    }

    /// <summary>The whole is divided by C.</summary>
    private Penalty Strength => Penalty switch
    {
        "none" => new(0, 0),
        "l1" => new(1 / C, 0),
        "elasticnet" => new(L1Ratio / C, (1 - L1Ratio) / C),
        _ => new(0, 1 / C),
    };

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
                    "In a pipeline set 'impute: median'; in a table of your own fill the cells; or leave the feature out ('--drop' of 'vane fit')."));
            }
        }

        if (problems.Count > 0)
        {
            throw new InputException(problems);
        }
    }
}
