using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Weathervane.Server.Operation;

/// <summary>Counts requests by route and status, with their seconds, and writes them in Prometheus' text format.</summary>
internal sealed class RequestMeters
{
    private static readonly double[] Bounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];
    private readonly ConcurrentDictionary<(string Method, string Route, int Status), Series> _series = new();
    private long _running;

    internal async Task Count(HttpContext http, RequestDelegate next)
    {
        var start = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _running);
        try
        {
            await next(http);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            // By route, not by path: else every run's id would be a series of its own.
            var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "none";
            _series.GetOrAdd((KnownMethod.Of(http.Request.Method), route, http.Response.StatusCode), _ => new Series()).Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
    }

    internal string Text()
    {
        var text = new StringBuilder();
        text.Append("# HELP vane_requests_running Requests that are being answered.\n# TYPE vane_requests_running gauge\n")
            .Append(CultureInfo.InvariantCulture, $"vane_requests_running {Interlocked.Read(ref _running)}\n")
            .Append("# HELP vane_request_seconds Time to answer, by method, route and status.\n# TYPE vane_request_seconds histogram\n");
        foreach (var (key, series) in _series.OrderBy(s => s.Key))
        {
            series.Write(text, $"method=\"{Escaped(key.Method)}\",route=\"{Escaped(key.Route)}\",status=\"{key.Status.ToString(CultureInfo.InvariantCulture)}\"");
        }

        return text
            .Append("# HELP process_working_set_bytes Memory in use.\n# TYPE process_working_set_bytes gauge\n")
            .Append(CultureInfo.InvariantCulture, $"process_working_set_bytes {Environment.WorkingSet}\n")
            .Append("# HELP dotnet_gc_heap_bytes Memory of managed objects.\n# TYPE dotnet_gc_heap_bytes gauge\n")
            .Append(CultureInfo.InvariantCulture, $"dotnet_gc_heap_bytes {GC.GetTotalMemory(false)}\n")
            .Append("# HELP dotnet_gc_committed_bytes Memory that the collector holds, with what is free in it.\n# TYPE dotnet_gc_committed_bytes gauge\n")
            .Append(CultureInfo.InvariantCulture, $"dotnet_gc_committed_bytes {GC.GetGCMemoryInfo().TotalCommittedBytes}\n")
            .ToString();
    }

    private static string Escaped(string label) => label.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private sealed class Series
    {
        private readonly long[] _counts = new long[Bounds.Length + 1];
        private double _seconds;

        internal void Add(double seconds)
        {
            lock (_counts)
            {
                var bound = Array.FindIndex(Bounds, b => seconds <= b);
                _counts[bound < 0 ? Bounds.Length : bound]++;
                _seconds += seconds;
            }
        }

        internal void Write(StringBuilder text, string labels)
        {
            lock (_counts)
            {
                var sum = 0L;
                for (var i = 0; i <= Bounds.Length; i++)
                {
                    sum += _counts[i];
                    var bound = i < Bounds.Length ? Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                    text.Append(CultureInfo.InvariantCulture, $"vane_request_seconds_bucket{{{labels},le=\"{bound}\"}} {sum}\n");
                }

                text.Append(CultureInfo.InvariantCulture, $"vane_request_seconds_sum{{{labels}}} {_seconds}\nvane_request_seconds_count{{{labels}}} {sum}\n");
            }
        }
    }
}
