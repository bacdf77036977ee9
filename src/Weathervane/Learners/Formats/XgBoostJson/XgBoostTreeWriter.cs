using System.Globalization;
using System.Text.Json;
using Weathervane.Learners.Formats.Parts;

namespace Weathervane.Learners.Formats.XgBoostJson;

/// <summary>One tree of an XGBoost file: parallel lists over nodes and leaves.</summary>
internal static class XgBoostTreeWriter
{
    private const int NoChild = -1, NoParent = int.MaxValue;

    internal static void Write(Utf8JsonWriter json, NumberedTree tree, int index, int features, Func<int, float> leaf)
    {
        var count = tree.Order.Count;
        var nodes = tree.Tree.Nodes;
        var parents = Enumerable.Repeat(NoParent, count).ToArray();
        var cover = tree.Tree.HasCover;
        for (var i = 0; i < count; i++)
        {
            if (tree.Order[i] is var at and >= 0)
            {
                parents[tree.NumberOf(nodes[at].Left)] = parents[tree.NumberOf(nodes[at].Right)] = i;
            }
        }

        json.WriteStartObject();
        List("base_weights", at => at < 0 ? leaf(~at) : 0f);
        foreach (var name in new[] { "categories", "categories_nodes", "categories_segments", "categories_sizes" })
        {
            json.WriteStartArray(name);
            json.WriteEndArray();
        }

        Ints("default_left", at => at >= 0 && nodes[at].MissingLeft ? 1 : 0);
        json.WriteNumber("id", index);
        Ints("left_children", at => at < 0 ? NoChild : tree.NumberOf(nodes[at].Left));
        List("loss_changes", at => at >= 0 && tree.Tree.Gains.Length > 0 ? (float)tree.Tree.Gains[at] : 0);
        json.WriteStartArray("parents");
        Array.ForEach(parents, json.WriteNumberValue);
        json.WriteEndArray();
        Ints("right_children", at => at < 0 ? NoChild : tree.NumberOf(nodes[at].Right));
        List("split_conditions", at => at < 0 ? leaf(~at) : Threshold(nodes[at].Threshold));
        Ints("split_indices", at => at < 0 ? 0 : nodes[at].Feature);
        Ints("split_type", _ => 0);
        List("sum_hessian", at => !cover ? 0 : (float)(at < 0 ? tree.Tree.LeafCover[~at] : tree.Tree.NodeCover[at]));
        json.WriteStartObject("tree_param");
        json.WriteString("num_deleted", "0");
        json.WriteString("num_feature", features.ToString(CultureInfo.InvariantCulture));
        json.WriteString("num_nodes", count.ToString(CultureInfo.InvariantCulture));
        json.WriteString("size_leaf_vector", "0");
        json.WriteEndObject();
        json.WriteEndObject();

        void Ints(string name, Func<int, int> value)
        {
            json.WriteStartArray(name);
            foreach (var at in tree.Order)
            {
                json.WriteNumberValue(value(at));
            }

            json.WriteEndArray();
        }

        void List(string name, Func<int, float> value)
        {
            json.WriteStartArray(name);
            foreach (var at in tree.Order)
            {
                // With an exponent always: XGBoost takes 1 for an integer and refuses it in a list of floats.
                json.WriteRawValue(value(at).ToString("E8", CultureInfo.InvariantCulture));
            }

            json.WriteEndArray();
        }
    }

    /// <summary>JSON has no infinity; at the ends the largest float32 does, but for rows that hold it.</summary>
    private static float Threshold(double threshold) => Math.Clamp(SingleThreshold.Above(threshold), float.MinValue, float.MaxValue);
}
