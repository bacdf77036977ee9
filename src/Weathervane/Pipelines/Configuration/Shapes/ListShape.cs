using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Weathervane.Pipelines.Configuration.Shapes;

/// <summary>Several values of one kind.</summary>
/// <param name="item">What each is.</param>
/// <param name="min">Fewest.</param>
/// <param name="max">Most.</param>
/// <param name="single">Whether one value may stand for a list of one.</param>
internal sealed class ListShape<T>(Shape<T> item, int min, int max, bool single = false) : Shape<IReadOnlyList<T>>
{
    internal override bool TryRead(Node node, out IReadOnlyList<T> value)
    {
        value = [];
        if (node.Value is not YamlSequenceNode list)
        {
            if (single && item.TryRead(node, out var one))
            {
                value = [one];
                return true;
            }

            if (!single)
            {
                node.Wrong($"is {node.Shown}.", "It must be a list.");
            }

            return false;
        }

        if (list.Children.Count < min || list.Children.Count > max)
        {
            node.Wrong($"is {node.Shown}.", string.Create(CultureInfo.InvariantCulture, $"It must hold {min} to {max} items."));
            return false;
        }

        var (read, all) = (new List<T>(), true);
        for (var i = 0; i < list.Children.Count; i++)
        {
            all &= item.TryRead(node.Item(i, list.Children[i]), out var found);
            read.Add(found);
        }

        value = read;
        return all;
    }

    internal override YamlNode Write(IReadOnlyList<T> value) => new YamlSequenceNode(value.Select(item.Write));

    internal override JsonObject Schema()
    {
        var list = new JsonObject { ["type"] = "array", ["items"] = item.Schema(), ["minItems"] = min, ["maxItems"] = max };
        return single ? new JsonObject { ["anyOf"] = new JsonArray(item.Schema(), list) } : list;
    }
}
