using System.Text.Json.Nodes;
using Weathervane.Learners;
using Weathervane.Pipelines.Configuration.Shapes;
using Weathervane.Pipelines.Options;
using YamlDotNet.RepresentationModel;

namespace Weathervane.Pipelines.Configuration.Sections;

/// <summary>An item of <c>learners:</c>: <c>logistic</c>, or <c>lightgbm: { num_leaves: 31, tune: { ... } }</c>.</summary>
internal sealed class LearnerShape : Shape<LearnerEntry>
{
    private const string Tune = "tune";

    internal override bool TryRead(Node node, out LearnerEntry value)
    {
        value = null!;
        var (id, body) = node.Value switch
        {
            YamlScalarNode { Value: { } name } => (name, new YamlMappingNode()),
            YamlMappingNode { Children.Count: 1 } item when item.Children.First() is { Key: YamlScalarNode { Value: { } name } } pair =>
                (name, pair.Value as YamlMappingNode ?? (node.Child(name, pair.Value).IsNull ? new YamlMappingNode() : null)),
            _ => (null, null),
        };
        if (id is null || body is null)
        {
            node.Wrong($"is {node.Shown}.", "It must be a learner's name, or its name with a mapping of its parameters: lightgbm: { num_leaves: 31 }.");
            return false;
        }

        var kind = Choices.FirstOrDefault(k => k.Id == id);
        if (kind is null)
        {
            node.Wrong($"names no known learner: '{id}'.", Spelling.Remedy(id, [.. Choices.Select(k => k.Id)]));
            return false;
        }

        var before = node.Problems.Count;
        var learner = ReadParameters(node.Child(id, body), body, kind);
        var space = body.Children.TryGetValue(Tune, out var ranges) ? SpaceShape.Read(node.Child(id, body).Child(Tune, ranges), kind) : null;
        value = new LearnerEntry(learner, space);
        return node.Problems.Count == before;
    }

    private static IEnumerable<LearnerKind> Choices => LearnerCatalog.All;

    private static Learner ReadParameters(Node node, YamlMappingNode body, LearnerKind kind)
    {
        var given = new Dictionary<string, object>();
        foreach (var (key, child) in body.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (name == Tune)
            {
                continue;
            }

            var inner = node.Child(name, child);
            if (!kind.Parameters.Any(p => p.Name == name))
            {
                (inner with { Value = key }).Wrong($"is not a parameter of {kind.Id}.", Spelling.Remedy(name, [.. kind.Parameters.Select(p => p.Name), Tune]));
                continue;
            }

            // One at a time, so that each problem is reported on its own line.
            var value = Plain(child);
            try
            {
                LearnerCatalog.Create(kind.Id, new Dictionary<string, object> { [name] = value }, inner.Path);
                given.Add(name, value);
            }
            catch (InputException wrong)
            {
                foreach (var problem in wrong.Problems)
                {
                    inner.Wrong(problem.What, problem.Remedy);
                }
            }
        }

        return LearnerCatalog.Create(kind.Id, given, node.Path);
    }

    internal override YamlNode Write(LearnerEntry value)
    {
        var body = new YamlMappingNode();
        foreach (var parameter in LearnerCatalog.Find(value.Learner.Id).Parameters)
        {
            body.Add(parameter.Name, Tree(parameter.Get(value.Learner)));
        }

        if (value.Tune is not null)
        {
            body.Add(Tune, SpaceShape.Write(value.Tune));
        }

        return new YamlMappingNode(new YamlScalarNode(value.Learner.Id), body);
    }

    internal override JsonObject Schema()
    {
        var learners = new JsonArray { new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. Choices.Select(k => JsonValue.Create(k.Id))]) } };
        foreach (var kind in Choices)
        {
            var properties = new JsonObject();
            foreach (var parameter in kind.Parameters)
            {
                properties[parameter.Name] = SchemaOf(parameter);
            }

            properties[Tune] = SpaceShape.Schema(kind);
            var body = new JsonObject { ["type"] = new JsonArray("object", "null"), ["additionalProperties"] = false, ["properties"] = properties };
            learners.Add(new JsonObject
            {
                ["type"] = "object",
                ["description"] = kind.Summary,
                ["additionalProperties"] = false,
                ["required"] = new JsonArray(kind.Id),
                ["properties"] = new JsonObject { [kind.Id] = body },
            });
        }

        return new JsonObject { ["anyOf"] = learners };
    }

    private static JsonObject SchemaOf(LearnerParameter parameter) =>
        parameter.Type == typeof(int) ? new JsonObject { ["type"] = "integer" }
        : parameter.Type == typeof(double) ? new JsonObject { ["type"] = "number" }
        : parameter.Type == typeof(bool) ? new JsonObject { ["type"] = "boolean" }
        : parameter.Type == typeof(string) ? new JsonObject { ["type"] = "string" }
        : parameter.Type == typeof(Learner) ? new JsonObject { ["type"] = new JsonArray("string", "object") }
        : new JsonObject { ["type"] = "array" };

    /// <summary>A value as the learners' catalogue takes it: text, list, or named values.</summary>
    internal static object Plain(YamlNode node) => node switch
    {
        YamlScalarNode scalar => scalar.Value ?? "",
        YamlSequenceNode list => list.Children.Select(Plain).ToList(),
        YamlMappingNode mapping => mapping.Children.ToDictionary(p => (p.Key as YamlScalarNode)?.Value ?? "", p => Plain(p.Value)),
        _ => "",
    };

    private static YamlNode Tree(object value) => value switch
    {
        bool flag => new YamlScalarNode(flag ? "true" : "false"),
        string text => Quoted(text),
        double number => new YamlScalarNode(number.ToString("R", System.Globalization.CultureInfo.InvariantCulture)),
        int number => new YamlScalarNode(number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        IReadOnlyList<double> numbers => new YamlSequenceNode(numbers.Select(n => Tree(n))),
        Learner one => Member(one),
        IReadOnlyList<Learner> members => new YamlSequenceNode(members.Select(Member)),
        _ => throw new ArgumentException($"A parameter of type {value.GetType().Name} cannot be written.", nameof(value)),
    };

    private static YamlMappingNode Member(Learner learner)
    {
        var member = new YamlMappingNode { { "id", learner.Id } };
        foreach (var parameter in LearnerCatalog.Find(learner.Id).Parameters)
        {
            member.Add(parameter.Name, Tree(parameter.Get(learner)));
        }

        return member;
    }
}
