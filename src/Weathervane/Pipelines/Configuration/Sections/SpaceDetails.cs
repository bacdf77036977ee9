using System.Globalization;
using Weathervane.Learners;
using Weathervane.Tuning.Search;
using YamlDotNet.RepresentationModel;

namespace Weathervane.Pipelines.Configuration.Sections;

/// <summary>What a range may say besides its values: <c>prior</c>, <c>weights</c> and <c>when</c>.</summary>
internal static class SpaceDetails
{
    /// <summary>The range with what its mapping says besides; problems are reported, and what they are about is left out.</summary>
    internal static SearchParameter Read(Node node, SearchParameter range, LearnerKind kind)
    {
        if (node.Value is not YamlMappingNode { Children: var children })
        {
            return range;
        }

        if (children.TryGetValue("prior", out var prior) && range is NumberRange numbers)
        {
            range = numbers with { Prior = ReadPrior(node.Child("prior", prior)) };
        }

        if (children.TryGetValue("weights", out var weights) && range is Choice choice)
        {
            range = choice with { Weights = ReadWeights(node.Child("weights", weights)) };
        }

        return children.TryGetValue("when", out var when) ? range with { When = ReadWhen(node.Child("when", when), kind) } : range;
    }

    private static Prior? ReadPrior(Node node)
    {
        if (node.Value is YamlMappingNode { Children: { Count: 2 } children }
            && children.TryGetValue("center", out var center) && children.TryGetValue("spread", out var spread)
            && Number(center) is { } likeliest && Number(spread) is { } share)
        {
            return new Prior(likeliest, share);
        }

        node.Wrong($"is {node.Shown}.", "Write { center: 0.05, spread: 0.2 }: the likeliest value, and the deviation as a share of the range.");
        return null;
    }

    private static IReadOnlyList<double> ReadWeights(Node node)
    {
        if (node.Value is YamlSequenceNode list && list.Children.All(c => Number(c) is not null))
        {
            return [.. list.Children.Select(c => Number(c)!.Value)];
        }

        node.Wrong($"is {node.Shown}.", "Write one number for each choice: [1, 3].");
        return [];
    }

    private static List<Condition> ReadWhen(Node node, LearnerKind kind)
    {
        if (node.Value is not YamlMappingNode { Children: { Count: > 0 } children })
        {
            node.Wrong($"is {node.Shown}.", "Write the choices under which the parameter exists: { boosting: [dart] }.");
            return [];
        }

        var conditions = new List<Condition>();
        foreach (var (key, child) in children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            var parameter = kind.Parameters.FirstOrDefault(p => p.Name == name);
            var nodes = child is YamlSequenceNode list ? list.Children : (IEnumerable<YamlNode>)[child];
            var values = nodes.Select(n => parameter is null ? null : SpaceShape.Value(n, parameter.Type)).ToList();
            if (values.Contains(null))
            {
                var inner = node.Child(name, child);
                inner.Wrong($"is {inner.Shown}.", parameter is null ? $"{kind.Id} has no parameter '{name}'." : $"Write values that {name} can have.");
            }
            else
            {
                conditions.Add(new Condition(name, values!));
            }
        }

        return conditions;
    }

    private static double? Number(YamlNode node) =>
        node is YamlScalarNode { Value: { } text } && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
