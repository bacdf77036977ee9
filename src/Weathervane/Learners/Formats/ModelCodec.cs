using Weathervane.Learners.Baselines;
using Weathervane.Learners.Ensembles;
using Weathervane.Learners.Linear;
using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats;

/// <summary>Writes and reads the numbers of a model: the list of the kinds that a model file may hold. No code, no type names, no reflection.</summary>
internal static class ModelCodec
{
    private static readonly Codec[] All =
    [
        new("constant", (model, writer) => ((ConstantModel)model).Write(writer), ConstantModel.Read),
        new("sign", (model, writer) => ((SignModel)model).Write(writer), SignModel.Read),
        new("logistic", (model, writer) => ((LogisticModel)model).Write(writer), LogisticModel.Read),
        new("trees", (model, writer) => ((TreeModel)model).Write(writer), TreeModel.Read),
        new("voting", (model, writer) => ((VotingModel)model).Write(writer), VotingModel.Read),
        new("stacking", (model, writer) => ((StackingModel)model).Write(writer), StackingModel.Read),
    ];

    internal static void Write(Model model, ModelWriter writer)
    {
        var codec = All.FirstOrDefault(c => c.Kind == model.Kind)
            ?? throw new ArgumentException($"Models of kind '{model.Kind}' have no place in the file format.", nameof(model));
        writer.Text(codec.Kind);
        codec.Write(model, writer);
    }

    internal static Model Read(ModelReader reader)
    {
        var kind = reader.Text("kind of model");
        var codec = All.FirstOrDefault(c => c.Kind == kind)
            ?? throw reader.Corrupt($"no kind of model is called '{(kind.Length > 40 ? kind[..40] : kind)}'");
        return codec.Read(reader);
    }

    private sealed record Codec(string Kind, Action<Model, ModelWriter> Write, Func<ModelReader, Model> Read);
}
