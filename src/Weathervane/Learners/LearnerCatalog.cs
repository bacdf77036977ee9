using Weathervane.Learners.Baselines;
using Weathervane.Learners.Ensembles;
using Weathervane.Learners.Linear;
using Weathervane.Learners.Trees;
using Weathervane.Learners.Trees.Forests;
using Weathervane.Learners.Trees.Symmetric;

namespace Weathervane.Learners;

/// <summary>Every learner that a pipeline may name; a new one is its file and one line here.</summary>
public static class LearnerCatalog
{
    /// <summary>The learners, baselines first.</summary>
    public static IReadOnlyList<LearnerKind> All { get; } =
    [
        new("base-rate", "The share of up among the training rows, for every row.", new BaseRate()),
        new("always-up", "Probability 1 for every row.", new AlwaysUp()),
        new("always-down", "Probability 0 for every row.", new AlwaysDown()),
        new("persistence", "The direction of the last bar goes on.", new Persistence()),
        new("momentum", "The direction of the last 20 bars goes on.", new Momentum()),
        new("logistic", "Logistic regression with an L2, an L1, both or no penalty.", new LogisticRegression()),
        new("random-forest", "Averaged trees on bootstrap samples and random columns.", new RandomForest()),
        new("extra-trees", "Averaged trees on all rows, cut at random values of random columns.", new ExtraTrees()),
        new("lightgbm", "Leaf-wise boosted trees.", new LightGbm()),
        new("xgboost", "Depth-wise or loss-guided boosted trees with a penalty on leaf values.", new XgBoost()),
        new("catboost", "Symmetric boosted trees, plain or ordered.", new CatBoost()),
        new("voting", "Several learners that vote.", new VotingEnsemble()),
        new("stacking", "Several learners whose forecasts a final learner weighs.", new StackingEnsemble()),
        new("bagging", "One learner fitted from several seeds, averaged.", new BaggingEnsemble()),
    ];

    /// <summary>The learner of a name.</summary>
    /// <param name="id">Its name in pipelines.</param>
    /// <param name="where">Where the name stands, for the problem's text: <c>learners[0].id</c>.</param>
    /// <exception cref="InputException">No learner has that name; the nearest one is suggested.</exception>
    public static LearnerKind Find(string id, string where = "learner") =>
        All.FirstOrDefault(k => k.Id == id)
        ?? throw new InputException(
            where, $"no learner is called '{id}'.", Spelling.Remedy(id, [.. All.Select(k => k.Id)]));

    /// <summary>Builds a learner from named values.</summary>
    /// <param name="id">Its name in pipelines.</param>
    /// <param name="parameters">Parameter name (<c>num_leaves</c>) to value: a number, a text of one, a bool, a text; those left out keep their default.</param>
    /// <param name="where">The path under which problems are reported: <c>learners[0]</c>.</param>
    /// <exception cref="InputException">The id or a name is unknown, or a value is of the wrong type or out of range; all problems at once.</exception>
    public static Learner Create(string id, IReadOnlyDictionary<string, object> parameters, string where = "learner")
    {
        var kind = Find(id, where);
        var learner = kind.Default with { };
        var problems = new List<InputProblem>();
        var set = new Dictionary<LearnerParameter, string>();
        foreach (var (name, value) in parameters)
        {
            var path = $"{where}.{name}";
            var parameter = kind.Parameters.FirstOrDefault(p => p.Name == name) ?? kind.Parameters.FirstOrDefault(p => p.OtherNames.Contains(name));
            if (parameter is not null && !set.TryAdd(parameter, name))
            {
                problems.Add(new(path, $"is the same parameter as '{set[parameter]}'.", "Give one of them."));
            }
            else if (parameter is null)
            {
                problems.Add(new(path, $"{id} has no parameter '{name}'.", Spelling.Remedy(name, [.. kind.Parameters.Select(p => p.Name)])));
            }
            else
            {
                problems.AddRange(parameter.Set(learner, value, path));
            }
        }

        return problems.Count == 0 ? learner : throw new InputException(problems);
    }

    /// <summary>The learner's parameters with their values, in the order of declaration; members of an ensemble follow as <c>estimators[0].num_leaves</c>.</summary>
    /// <param name="learner">Any learner of the catalogue.</param>
    public static IReadOnlyList<(string Name, object Value)> Describe(Learner learner)
    {
        var described = new List<(string, object)>();
        foreach (var parameter in LearnerParameter.Of(learner.GetType()))
        {
            if (parameter.Get(learner) is Learner one)
            {
                described.AddRange(Member(parameter.Name, one));
            }
            else if (parameter.Get(learner) is IReadOnlyList<Learner> members)
            {
                described.AddRange(members.SelectMany((m, i) => Member($"{parameter.Name}[{i}]", m)));
            }
            else
            {
                described.Add((parameter.Name, parameter.Get(learner)));
            }
        }

        return described;
    }

    private static IEnumerable<(string, object)> Member(string path, Learner member) =>
        [($"{path}.id", member.Id), .. Describe(member).Select(p => ($"{path}.{p.Name}", p.Value))];
}
