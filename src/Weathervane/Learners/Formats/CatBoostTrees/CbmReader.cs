using System.Buffers.Binary;
using System.Text;
using Weathervane.Learners.Formats.Parts;
using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.CatBoostTrees;

/// <summary>Reads CatBoost's own .cbm: "CBM1", the length of the core, and the core as FlatBuffers (catboost/libs/model/flatbuffers/model.fbs).</summary>
internal static class CbmReader
{
    /// <summary>Numbers of the fields in the schema.</summary>
    private static class Field
    {
        internal const int FormatVersion = 0, Trees = 1, Info = 2;
        internal const int Outputs = 0, Splits = 1, Sizes = 2, FloatFeatures = 5, OneHot = 6, Ctr = 7, LeafValues = 8, LeafWeights = 9;
        internal const int StepNodes = 10, Estimated = 13, Scale = 14, Bias = 15, MultiBias = 16;
        internal const int HasNans = 0, Index = 1, FlatIndex = 2, Borders = 3, Name = 4, NanTreatment = 5;
        internal const int Key = 0, Value = 1;
    }

    private const string KnownVersion = "FlabuffersModel_v1";
    private const byte AsTrue = 2;

    /// <summary>What each file starts with.</summary>
    internal static ReadOnlySpan<byte> Magic => "CBM1"u8;

    /// <summary>Reads a whole file.</summary>
    /// <param name="bytes">The file's content.</param>
    /// <param name="source">The file's name, for problems.</param>
    /// <exception cref="InputException">The file is damaged or holds a kind of model that is not read.</exception>
    internal static TreeModel Read(ReadOnlyMemory<byte> bytes, string source)
    {
        if (bytes.Length < 8 || !bytes.Span.StartsWith(Magic))
        {
            throw new InputException(source, "it does not start with 'CBM1' and a length.");
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[4..]);
        if (length > bytes.Length - 8)
        {
            throw new InputException(source, $"it says {length} bytes follow, but there are {bytes.Length - 8}.", "Copy it again from its source.");
        }

        var core = FlatTable.Root(bytes.Slice(8, (int)length), source);
        if (core.Text(Field.FormatVersion) is var version && version != KnownVersion)
        {
            throw core.Bad($"its version is '{version}', not '{KnownVersion}'");
        }

        var trees = core.Table(Field.Trees) ?? throw core.Bad("it has no trees");
        RequireFloatSymmetric(trees);
        var features = Features(trees);
        return new CatBoostForest
        {
            Source = source,
            Features = features,
            Trees = Trees(trees, features),
            Scale = Finite(trees, trees.Double(Field.Scale, 1)),
            Bias = Finite(trees, trees.Numbers<double>(Field.MultiBias) is [var bias] ? bias : trees.Double(Field.Bias, 0)),
            Loss = Loss(core, source),
        }.ToModel();
    }

    private static void RequireFloatSymmetric(FlatTable trees)
    {
        if (trees.Int(Field.Outputs, 0) != 1 || trees.Count(Field.MultiBias) > 1)
        {
            throw trees.Bad("only models with one output can be read");
        }

        if (trees.Count(Field.StepNodes) > 0)
        {
            throw trees.Bad("its trees are not symmetric; train with grow_policy=SymmetricTree, the default");
        }

        if (trees.Count(Field.OneHot) + trees.Count(Field.Ctr) + trees.Count(Field.Estimated) > 0)
        {
            throw trees.Bad("it splits on categories or texts; only models on float features can be read");
        }
    }

    private static CatBoostFeature[] Features(FlatTable trees) => [.. trees.Tables(Field.FloatFeatures).Select(feature =>
    {
        var column = feature.Int(Field.FlatIndex, -1);
        return column is >= 0 and < FormatLimits.Features
            ? new CatBoostFeature(
                column,
                feature.Text(Field.Name) ?? "",
                feature.Numbers<float>(Field.Borders),
                feature.Byte(Field.HasNans, 0) != 0 && feature.Byte(Field.NanTreatment, 0) == AsTrue)
            : throw feature.Bad($"a feature stands at column {column}, which is not in [0, {FormatLimits.Features - 1}]");
    })];

    private static List<CatBoostTree> Trees(FlatTable trees, CatBoostFeature[] features)
    {
        // A split's number counts through the borders of all features.
        var all = features.SelectMany(f => f.Borders.Select(border => new CatBoostSplit(f, border))).ToArray();
        var (splits, values, weights) = (trees.Numbers<int>(Field.Splits), trees.Numbers<double>(Field.LeafValues), trees.Numbers<double>(Field.LeafWeights));
        var (made, split, leaf) = (new List<CatBoostTree>(), 0, 0);
        foreach (var depth in trees.Numbers<int>(Field.Sizes))
        {
            if (depth is < 0 or > CatBoostForest.DeepestTree || depth > splits.Length - split || 1 << depth > values.Length - leaf)
            {
                throw trees.Bad($"tree {made.Count} has {depth} splits, for which there are not enough splits or leaf values");
            }

            var questions = splits.AsSpan(split, depth).ToArray().Select(number => (uint)number < (uint)all.Length
                ? all[number]
                : throw trees.Bad($"split {number} does not exist; there are {all.Length}"));
            var leaves = leaf..(leaf + (1 << depth));
            made.Add(new CatBoostTree([.. questions], values[leaves], weights.Length == values.Length ? weights[leaves] : []));
            (split, leaf) = (split + depth, leaves.End.Value);
        }

        return made;
    }

    /// <summary>The loss that the training parameters name; they are JSON inside a text.</summary>
    private static string? Loss(FlatTable core, string source)
    {
        var parameters = core.Tables(Field.Info).FirstOrDefault(pair => pair.Text(Field.Key) == "params")?.Text(Field.Value);
        if (parameters is null)
        {
            return null;
        }

        using var document = JsonPlace.Parse(Encoding.UTF8.GetBytes(parameters), source + ", params");
        return new JsonPlace(document.RootElement, source + ", params").Find("loss_function")?.Find("type")?.Text();
    }

    private static double Finite(FlatTable table, double value) => double.IsFinite(value) ? value : throw table.Bad("its scale or bias is not finite");
}
