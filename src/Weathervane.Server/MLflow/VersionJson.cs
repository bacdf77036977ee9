using System.Text.Json;
using Weathervane.Store.Models;

namespace Weathervane.Server.MLflow;

/// <summary>Model versions in MLflow's shape.</summary>
internal static class VersionJson
{
    /// <summary>Writes a version.</summary>
    /// <param name="json">Inside the version's object.</param>
    /// <param name="version">The version.</param>
    /// <param name="withAliases">Within a model its aliases are listed once, beside the versions.</param>
    internal static void Write(Utf8JsonWriter json, ModelVersion version, bool withAliases = true)
    {
        json.WriteString("name", ModelName.Decode(version.Name));
        json.Id("version", version.Version);
        json.Time("creation_timestamp", version.Created);
        json.Time("last_updated_timestamp", version.Updated);
        json.WriteString("current_stage", version.Stage);
        json.WriteString("description", version.Notes);
        json.WriteString("source", version.Source);
        json.WriteString("run_id", version.RunId ?? "");
        json.WriteString("status", "READY");
        json.Pairs("tags", version.Tags);
        json.WriteString("run_link", version.RunLink ?? "");
        if (withAliases)
        {
            json.List("aliases", version.Aliases, json.WriteStringValue);
        }
    }
}
