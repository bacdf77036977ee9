using Microsoft.Extensions.Logging;

namespace Weathervane.Server.Operation;

/// <summary>What the server writes to its log.</summary>
internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    internal static partial void RequestFailed(ILogger log, Exception failure, string method, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model {Reference} could not be asked for again; the version in memory goes on answering")]
    internal static partial void ModelNotRefreshed(ILogger log, Exception failure, string reference);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store is away: forecasts of new bars wait for it")]
    internal static partial void ForecastsWait(ILogger log, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "The store is away, and the server stops: {Count} entries of the {What} are lost")]
    internal static partial void EntriesLost(ILogger log, long count, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The feed {Source} of the series {Series} waits: {Reason}")]
    internal static partial void FeedWaits(ILogger log, string series, string source, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Series}: {Kind}, {Model}:{Version}. {Words}")]
    internal static partial void SeriesEvent(ILogger log, string series, string kind, string model, long version, string words);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model of {Series} could not be looked after; it is tried again")]
    internal static partial void CareWaits(ILogger log, Exception failure, string series);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store is away: {What} waits for it")]
    internal static partial void JobWaits(ILogger log, Exception failure, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An alert did not arrive at {Address}: {Problem}; it is sent again")]
    internal static partial void AlertWaits(ILogger log, string address, string problem);
}
