using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats;

/// <summary>Another program's kind of model file.</summary>
public sealed record ModelFormat
{
    /// <summary>The name on the command line: <c>xgboost-json</c>.</summary>
    public required string Id { get; init; }

    /// <summary>One line for a list: whose file it is.</summary>
    public required string Description { get; init; }

    /// <summary>The usual end of the file's name, with its dot.</summary>
    public required string Extension { get; init; }

    /// <summary>Whether a whole file's content looks like this format.</summary>
    public required Func<ReadOnlyMemory<byte>, bool> Detect { get; init; }

    /// <summary>Makes a model of a whole file's content; the text is the file's name for problems. Throws <see cref="InputException"/> where the
    /// content is damaged or holds a kind of model that is not read.</summary>
    public required Func<ReadOnlyMemory<byte>, string, TreeModel> Read { get; init; }

    /// <summary>Makes the whole file's content of a model. Throws <see cref="InputException"/> where the format cannot hold the model;
    /// null where files of this format are only read.</summary>
    public Func<TreeModel, byte[]>? Write { get; init; }

    /// <summary>Why files of this format are not written, where <see cref="Write"/> is null.</summary>
    public string? WhyNotWritten { get; init; }
}
