using System.CommandLine;
using Weathervane.Cli.Records;
using Weathervane.Pipelines;
using Weathervane.Server.Jobs.Searches;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane tune PIPELINE --server URL</c>: sends the pipeline with its bars, and leaves the trials to the servers.</summary>
internal static class TuneByServers
{
    internal static void Ask(ParseResult parse, Terminal terminal, RemoteRecords server, Pipeline pipeline, string? learner, string? name)
    {
        if (pipeline.Tuning.Seconds is not null)
        {
            throw new InputException("--seconds", "trials that several servers make are not bounded in seconds.", "Say how many with --trials.");
        }

        var studies = server.Search(SearchFiles.Of(pipeline), learner, name);
        if (parse.GetValue(CommonOptions.Json))
        {
            terminal.WriteJson(studies);
            return;
        }

        foreach (var study in studies)
        {
            terminal.Output.WriteLine(FormattableString.Invariant($"{study.Study.Name}: {Counted.Of(study.Job!.Trials, "trial")} asked of the servers."));
        }

        if (!parse.GetValue(CommonOptions.Quiet))
        {
            terminal.Error.WriteLine($"Next: vane studies show {RunRequest.Quoted(studies[0].Study.Name)} --server {RecordsOf.AddressOf(parse, terminal)}");
        }
    }
}
