using System.Data.Common;
using System.Globalization;
using Dapper;
using Weathervane.Store.Artifacts;

namespace Weathervane.Store.Models;

/// <summary>Where the files of a version's source are: MLflow's clients name places by what they belong to.</summary>
internal static class SourcePlace
{
    private const string OfModels = "models:/", OfRuns = "runs:/";

    /// <summary>Most versions that may be copies of each other, one of the next.</summary>
    private const int LongestChain = 20;

    /// <summary>The place in the artefact store, as MLflow writes it.</summary>
    /// <param name="connection">Inside a read.</param>
    /// <param name="source"><c>mlflow-artifacts:/PATH</c>, <c>models:/m-ID</c>, <c>models:/NAME/VERSION</c> or <c>runs:/ID/PATH</c>.</param>
    /// <exception cref="InputException">It is none of these, or names what is not there.</exception>
    internal static string Of(DbConnection connection, string source)
    {
        for (var i = 0; i < LongestChain; i++)
        {
            if (source.StartsWith(ArtifactStore.Scheme, StringComparison.Ordinal))
            {
                return source;
            }

            source = Next(connection, source) ?? throw new InputException(
                "source", $"'{source}' names no files of this store.", $"Give {ArtifactStore.Scheme}PATH, {OfModels}m-ID, {OfModels}NAME/VERSION or {OfRuns}ID/PATH.");
        }

        throw new InputException("source", $"'{source}' is a copy of a copy of a copy without end.", "Register the files themselves.");
    }

    private static string? Next(DbConnection connection, string source)
    {
        if (source.StartsWith(OfRuns, StringComparison.Ordinal))
        {
            var (run, path) = Cut(source[OfRuns.Length..], source.IndexOf('/', OfRuns.Length) - OfRuns.Length);
            var uri = connection.ExecuteScalar<string?>("SELECT artifact_uri FROM runs WHERE run_id = @run", new { run });
            return uri is null ? null : path.Length == 0 ? uri : $"{uri}/{path}";
        }

        if (!source.StartsWith(OfModels, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = source[OfModels.Length..];
        var (name, number) = Cut(rest, rest.LastIndexOf('/'));
        return number.Length == 0
            ? connection.ExecuteScalar<string?>("SELECT artifact_uri FROM logged_models WHERE model_id = @name", new { name })
            : long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                ? connection.ExecuteScalar<string?>(
                    """
                    SELECT v.source FROM model_versions v JOIN registered_models m ON m.registered_model_id = v.registered_model_id
                    WHERE m.name = @name AND v.version = @version AND m.deleted_ms IS NULL AND v.deleted_ms IS NULL
                    """,
                    new { name = ModelName.Encode(name), version })
                : null;
    }

    private static (string Before, string After) Cut(string text, int at) => at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
}
