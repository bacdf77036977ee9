using System.Globalization;
using System.Text;
using Weathervane.Server.Access;
using Weathervane.Server.Operation;
using Weathervane.Store;
using Weathervane.Store.Live;

namespace Weathervane.Server.Outages;

/// <summary>Whether the store is away, and what waits for it, in Prometheus' text format.</summary>
/// <param name="workspace">The store.</param>
/// <param name="answers">The log of forecasts that were answered; null where this server answers none.</param>
/// <param name="audit">The log of writes.</param>
internal sealed class OutageMeters(Workspace workspace, BatchWriter<Answer>? answers, AuditWriter audit)
{
    internal string Text()
    {
        var text = new StringBuilder();
        Append("vane_store_up", "Whether the database answered when it was last asked.", workspace.IsAway ? 0 : 1);
        Append("vane_audit_log_waiting", "Entries of the audit log that are not in the store yet.", audit.Waiting);
        if (answers is not null)
        {
            Append("vane_forecast_log_waiting", "Answered forecasts that are not in the log of the store yet.", answers.Waiting);
            Append("vane_forecast_log_dropped_total", "Answered forecasts that are in no log: too many waited.", answers.Dropped, "counter");
        }

        return text.ToString();

        void Append(string name, string help, long value, string type = "gauge") =>
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n{name} {value}\n");
    }
}
