using Weathervane.Learners;
using Weathervane.Learners.Baselines;
using Weathervane.Learners.Ensembles;
using Weathervane.Learners.Linear;
using Weathervane.Learners.Trees;
using Weathervane.Learners.Trees.Forests;

namespace Weathervane.Tests.Learners;

public sealed class LearnerCatalogTests
{
    [Fact]
    public void Builds_a_learner_from_the_names_of_the_field_whatever_the_number_came_as() => Assert.Equal(
        new LightGbm { NumLeaves = 40, LearningRate = 0.02, NEstimators = 300, UseQuantizedGrad = false, LambdaL2 = 3 },
        LearnerCatalog.Create("lightgbm", new Dictionary<string, object>
        {
            ["num_leaves"] = 40.0, ["learning_rate"] = "0.02", ["n_estimators"] = 300L, ["use_quantized_grad"] = "false", ["lambda_l2"] = 3,
        }));

    [Fact]
    public void Keeps_the_capital_of_a_symbol() =>
        Assert.Equal(new LogisticRegression { C = 0.5 }, LearnerCatalog.Create("logistic", new Dictionary<string, object> { ["C"] = 0.5 }));

    [Fact]
    public void Reports_every_problem_at_once_with_its_path_and_remedy()
    {
        var problems = Assert.Throws<InputException>(() => LearnerCatalog.Create(
            "lightgbm",
            new Dictionary<string, object>
            {
                ["num_leafs"] = 31, ["learning_rate"] = -1, ["max_depth"] = 2.5, ["n_estimators"] = "many", ["use_quantized_grad"] = 7,
            },
            "learners[2]")).Problems;
        Assert.Equal(
            [
                "learners[2].num_leafs: lightgbm has no parameter 'num_leafs'. Did you mean 'num_leaves'?",
                "learners[2].learning_rate: learning_rate must be in (0, 10], but is -1.",
                "learners[2].max_depth: '2.5' is not a whole number.",
                "learners[2].n_estimators: 'many' is not a whole number.",
                "learners[2].use_quantized_grad: '7' is not true or false.",
            ],
            problems.Select(p => p.ToString()));
    }

    [Fact]
    public void Suggests_the_learner_that_was_meant() => Assert.Equal(
        "learner: no learner is called 'lightgmb'. Did you mean 'lightgbm'?",
        Assert.Throws<InputException>(() => LearnerCatalog.Create("lightgmb", new Dictionary<string, object>())).Message);

    [Theory]
    [InlineData("sqrt")]
    [InlineData("all")]
    [InlineData(0.3)]
    public void Max_features_is_a_rule_or_a_share(object value) => Assert.Equal(
        Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture),
        ((RandomForest)LearnerCatalog.Create("random-forest", new Dictionary<string, object> { ["max_features"] = value })).MaxFeatures);

    [Fact]
    public void Max_features_refuses_what_is_neither() => Assert.Equal(
        "learner.max_features: max_features must be sqrt, log2, all or a share in (0, 1], but is '1.5'.",
        Assert.Throws<InputException>(() => LearnerCatalog.Create("random-forest", new Dictionary<string, object> { ["max_features"] = 1.5 })).Message);

    [Fact]
    public void Describes_an_ensemble_with_the_parameters_of_its_members()
    {
        var voting = LearnerCatalog.Create("voting", new Dictionary<string, object>
        {
            ["estimators"] = new object[]
            {
                new Dictionary<string, object> { ["id"] = "logistic", ["C"] = 0.1 },
                new Dictionary<string, object> { ["id"] = "base-rate" },
            },
            ["voting"] = "hard",
        });
        Assert.Equal(
            [
                ("estimators[0].id", "logistic"), ("estimators[0].penalty", "l2"), ("estimators[0].C", 0.1), ("estimators[0].l1_ratio", 0.5),
                ("estimators[0].class_weight", "none"),
                ("estimators[0].max_iter", 100), ("estimators[0].tol", 1e-12), ("estimators[1].id", "base-rate"),
            ],
            LearnerCatalog.Describe(voting).Take(8));
        Assert.Equal(("voting", "hard"), LearnerCatalog.Describe(voting)[8]);
        Assert.Equal(new VotingEnsemble { Estimators = [new LogisticRegression { C = 0.1 }, new BaseRate()], Voting = "hard" }, voting);
    }

    [Fact]
    public void Problems_of_a_member_carry_the_members_path() => Assert.Equal(
        "e.estimators[1].C: C must be in [1E-09, 1000000000], but is 0.",
        Assert.Throws<InputException>(() => LearnerCatalog.Create(
            "voting",
            new Dictionary<string, object>
            {
                ["estimators"] = new object[] { new BaseRate(), new Dictionary<string, object> { ["id"] = "logistic", ["C"] = 0 } },
            },
            "e")).Message);

    [Fact]
    public void A_learner_from_the_catalogue_is_the_callers_own()
    {
        LearnerCatalog.Create("lightgbm", new Dictionary<string, object> { ["num_leaves"] = 5 });
        Assert.Equal(new LightGbm(), LearnerCatalog.Find("lightgbm").Default);
    }
}
