using System.Collections.Concurrent;
using System.Text;
using Weathervane.Server.Operation;
using Weathervane.Store;
using Weathervane.Store.LiveExperiments;

namespace Weathervane.Server.Live.Experiments;

/// <summary>How experiments stand: judged at each change of their series, and kept for the meters.</summary>
internal sealed class ExperimentReports(Workspace workspace)
{
    private readonly ConcurrentDictionary<long, (long Changes, int Events, ExperimentReport Report)> _known = new();

    /// <summary>How an experiment stands, without its sequence. Of one that has ended no more changes, so it is worked out once.</summary>
    internal ExperimentReport Of(LiveExperiment experiment)
    {
        if (experiment.Ended is not null && _known.TryGetValue(experiment.Id, out var known) && known.Events == experiment.Events.Count)
        {
            return known.Report;
        }

        var report = LiveComparison.Of(workspace, experiment);
        if (experiment.Ended is not null)
        {
            _known[experiment.Id] = (0, experiment.Events.Count, report);
        }

        return report;
    }

    /// <summary>Compares and judges an experiment, once all arms have forecast the bars of this state of the series.</summary>
    internal void Judge(LiveExperiment experiment, long changes)
    {
        if (_known.TryGetValue(experiment.Id, out var known) && known.Changes == changes && known.Events == experiment.Events.Count)
        {
            return;
        }

        var report = LiveComparison.Of(workspace, experiment);
        if (workspace.Series.Get(experiment.Series).Changes != changes)
        {
            // Another server may have forecast newer bars by some arms and not yet by others: they would seem to have failed.
            return;
        }

        var judged = LiveComparison.Judge(workspace, report);
        _known[experiment.Id] = (changes, judged.Events.Count, judged.Events.Count == experiment.Events.Count ? report : LiveComparison.Of(workspace, judged));
    }

    /// <summary>The running experiments in Prometheus' text format, as last compared.</summary>
    internal string Text()
    {
        var rows = _known.Values.Where(k => k.Report.Experiment.Ended is null).OrderBy(k => k.Report.Experiment.Id)
            .SelectMany(k => k.Report.Challengers.Select(c => (Labels: FormattableString.Invariant($"experiment=\"{k.Report.Experiment.Id}\",arm=\"{c.Arm}\""), Challenger: c))).ToList();
        var text = new StringBuilder();
        Gauge("vane_experiment_bars", "Bars with both forecasts and an outcome.", r => r.Bars);
        Gauge("vane_experiment_advantage_nats", "The challenger's advantage in log loss a bar.", r => r.Mean ?? double.NaN);
        Gauge("vane_experiment_evidence_better", "E-value for the challenger.", r => r.EvidenceBetter);
        Gauge("vane_experiment_evidence_worse", "E-value for the champion.", r => r.EvidenceWorse);
        return text.ToString();

        void Gauge(string name, string help, Func<ChallengerReport, double> value) =>
            GaugeText.Append(text, name, help, [.. rows.Select(r => (r.Labels, (double?)value(r.Challenger)))]);
    }
}
