using System.CommandLine;
using Weathervane.Cli.Records;
using Weathervane.Store.Models;

namespace Weathervane.Cli.Commands;

/// <summary>The bytes of a model that a command was told: those of a file, or of a registered version.</summary>
/// <param name="Bytes">The whole file.</param>
/// <param name="Name">What to call it in problems.</param>
internal sealed record ModelContent(byte[] Bytes, string Name)
{
    /// <summary>The further file of a registered version that was asked for; null where it has none, or where the model is a file.</summary>
    internal byte[]? Further { get; private init; }

    /// <exception cref="InputException">There is neither such a file nor such a version.</exception>
    internal static ModelContent Of(ParseResult parse, Terminal terminal, string model, string? further = null)
    {
        if (File.Exists(model))
        {
            return new ModelContent(File.ReadAllBytes(model), model);
        }

        if (model.Contains('/', StringComparison.Ordinal) || !RecordsOf.Exist(parse, terminal))
        {
            throw new InputException(model, "there is no such file, and no workspace with models here.");
        }

        using var records = RecordsOf.OpenRequired(parse, terminal);
        var version = Resolve(records, model);
        return new ModelContent(records.Read(version, ModelVersion.ModelFile), version.Reference)
        {
            Further = further is not null && records.Files(version).Any(f => f.Name == further) ? records.Read(version, further) : null,
        };
    }

    private static ModelVersion Resolve(IRecords records, string model)
    {
        try
        {
            return records.Resolve(model);
        }
        // A model that is there without the version that was asked for says so itself.
        catch (InputException wrong) when (wrong.Kind == InputKind.NotFound && model.AsSpan().IndexOfAny(":@") < 0 && wrong.Problems[0].What == ModelRegistry.NoSuchName)
        {
            throw new InputException(model, "there is neither a file nor a model of that name.", wrong.Problems[0].Remedy) { Kind = InputKind.NotFound };
        }
    }
}
