using System.Text.Json;
using Weathervane.Numerics;
using Weathervane.Pipelines.Serving;
using Weathervane.Server.Live;
using Weathervane.Store;
using Weathervane.Store.Models;

namespace Weathervane.Server.Outages;

/// <summary>The versions that references last stood for, with their model files, so that they can be loaded while the store is away - also by a server that was just started.</summary>
/// <param name="workspace">Whose.</param>
/// <param name="copies">Where they are kept; null keeps none.</param>
internal sealed class KnownModels(Workspace workspace, LocalCopies? copies)
{
    private const string StandardName = "standard";
    /// <summary>Reads the model of a version, from this machine where its file is there, and remembers that the reference stood for it.</summary>
    /// <param name="reference">What was asked for.</param>
    /// <param name="version">What it stands for.</param>
    /// <param name="loaded">The version's model where it is in memory; null reads it.</param>
    /// <exception cref="InputException">It has no model, or a damaged one.</exception>
    /// <exception cref="IOException">The store of files is away, and the file is not here.</exception>
    internal ForecastModel Read(string reference, ModelVersion version, ForecastModel? loaded)
    {
        if (copies is null || workspace.Artifacts.List(version).FirstOrDefault(f => f.Name == ModelVersion.ModelFile) is not { } file)
        {
            return loaded ?? VersionFiles.Read(workspace, version);
        }

        var model = loaded ?? ForecastModel.Read(Bytes(version, file.Sha256), version.Reference);
        copies.Keep(NameOf(reference), JsonSerializer.SerializeToUtf8Bytes(new KnownVersion(version, file.Sha256), JsonNumbers.Named));
        return model;
    }

    private byte[] Bytes(ModelVersion version, string sha256)
    {
        if (copies!.Content(sha256) is { } here)
        {
            return here;
        }

        var bytes = workspace.Artifacts.Read(version, ModelVersion.ModelFile);
        copies.KeepContent(sha256, bytes);
        return bytes;
    }

    /// <summary>What a reference last stood for; null where that, or its file, is not here.</summary>
    internal ServedModel? Find(string reference)
    {
        if (copies?.Find(NameOf(reference)) is not { } kept)
        {
            return null;
        }

        try
        {
            var known = JsonSerializer.Deserialize<KnownVersion>(kept.Bytes, JsonNumbers.Named)!;
            return copies.Content(known.Sha256) is { } bytes
                ? new ServedModel(known.Version, ForecastModel.Read(bytes, known.Version.Reference)) { StaleSince = kept.Confirmed }
                : null;
        }
        catch (Exception damaged) when (damaged is JsonException or InputException)
        {
            return null;
        }
    }

    /// <summary>Notes that references stand for the same versions at this moment.</summary>
    internal void Confirm(IEnumerable<string> references, DateTimeOffset now)
    {
        foreach (var reference in references)
        {
            copies?.Confirm(NameOf(reference), now);
        }
    }

    /// <summary>A reference stands for nothing any more.</summary>
    internal void Forget(string reference) => copies?.Forget(NameOf(reference));

    /// <summary>The only champion's name, as last known.</summary>
    internal string? Standard() => copies?.Find(StandardName) is { } kept ? System.Text.Encoding.UTF8.GetString(kept.Bytes) : null;

    internal void KeepStandard(string name) => copies?.Keep(StandardName, System.Text.Encoding.UTF8.GetBytes(name));

    private static string NameOf(string reference) => "model " + reference;

    private sealed record KnownVersion(ModelVersion Version, string Sha256);
}
