using Weathervane.Learners;
using Weathervane.Pipelines.Configuration;
using Weathervane.Pipelines.Configuration.Sections;

namespace Weathervane.Pipelines;

/// <summary>A learner from words, as a command line gives them.</summary>
public static class LearnerSettings
{
    /// <summary>Reads a learner.</summary>
    /// <param name="id">Its name: <c>lightgbm</c>.</param>
    /// <param name="assignments">Parameters as <c>num_leaves=31</c>; a value may be a YAML list such as <c>[1, 0, -1]</c>. The last one of a name counts.</param>
    /// <exception cref="InputException">The learner or a parameter is unknown, with the nearest names; an assignment has no value; a value is out of
    /// range; all at once.</exception>
    public static Learner Read(string id, IReadOnlyList<string> assignments)
    {
        var problems = new List<InputProblem>();
        var values = new Dictionary<string, object>();
        foreach (var assignment in assignments)
        {
            var equals = assignment.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                problems.Add(new("--set", $"'{assignment}' is not a name and a value.", "Write it as name=value, such as num_leaves=31."));
                continue;
            }

            var name = assignment[..equals].Trim();
            var node = YamlText.Read(assignment[(equals + 1)..], $"--set {name}");
            values[name] = LearnerShape.Plain(node);
        }

        try
        {
            LearnerCatalog.Find(id, "--learner");
            var learner = LearnerCatalog.Create(id, values, id);
            return problems.Count == 0 ? learner : throw new InputException(problems);
        }
        catch (InputException wrong) when (!ReferenceEquals(wrong.Problems, problems))
        {
            throw new InputException([.. problems, .. wrong.Problems]);
        }
    }
}
