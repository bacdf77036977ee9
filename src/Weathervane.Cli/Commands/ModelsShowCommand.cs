using System.CommandLine;
using System.Globalization;
using Weathervane.Cli.Records;
using Weathervane.Store.Artifacts;
using Weathervane.Store.Models;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane models show MODEL</c>: one version with everything that was kept of it.</summary>
internal static class ModelsShowCommand
{
    internal static Command Create(Terminal terminal)
    {
        var model = ModelsCommand.Model();
        var command = new Command("show", "Shows a version: scores, parameters, where it comes from, its files. Example: vane models show gbp:2") { model };
        command.SetAction(parse =>
        {
            using var records = RecordsOf.OpenRequired(parse, terminal);
            var version = records.Resolve(WhatToShow(records, parse.GetValue(model)!));
            var files = records.Files(version);
            if (parse.GetValue(CommonOptions.Json))
            {
                terminal.WriteJson(new { version, files });
            }
            else
            {
                Write(terminal, version, files);
            }

            return 0;
        });
        return command;
    }

    /// <summary>A bare name shows the champion, and the newest version while there is none: looking does no harm.</summary>
    private static string WhatToShow(IRecords records, string text)
    {
        var asked = ModelReference.Parse(text);
        return asked.Alias == ModelName.Champion && !records.Versions(asked.Name).Any(v => v.Aliases.Contains(ModelName.Champion)) ? $"{asked.Name}:latest" : text;
    }

    private static void Write(Terminal terminal, ModelVersion version, IReadOnlyList<Artifact> files)
    {
        (string Name, string? Value)[] facts =
        [
            ("aliases", version.Aliases.Count > 0 ? string.Join(", ", version.Aliases) : "none"),
            ("registered", $"{RecordText.Time(version.Created)} UTC by {version.Author}"),
            ("verdict", version.Verdict ?? "none recorded"),
            ("notes", version.Notes.Length > 0 ? version.Notes : null),
            ("run", version.RunId),
            ("bars SHA-256", version.BarsSha256),
            ("pipeline SHA-256", version.PipelineSha256),
            ("code version", version.CodeVersion),
        ];
        terminal.WriteTable(
            ["model", version.Reference],
            facts.Where(f => f.Value is not null).Select(f => (IReadOnlyList<string>)[f.Name, f.Value!]).Concat(version.Tags.Select(t => (string[])[t.Key, t.Value])));
        RecordText.Section(terminal, ["metric", ">value", "better", ""], RecordText.Leading(version.Metrics.Keys).Select(m => (string[])
        [
            m, RecordText.Number(version.Metrics[m].Value),
            version.Metrics[m].HigherIsBetter switch { true => "higher", false => "lower", null => "?" },
            m == version.PrimaryMetric ? "primary" : "",
        ]));
        RecordText.Section(terminal, ["parameter", "value"], version.Parameters.Select(p => (string[])[p.Key, p.Value]));
        RecordText.Section(terminal, ["file", ">bytes", "SHA-256"], files.Select(f => (string[])[f.Name, f.Size.ToString(CultureInfo.InvariantCulture), f.Sha256[..12]]));
    }
}
