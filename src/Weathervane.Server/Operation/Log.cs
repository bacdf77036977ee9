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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The feed {Source} of the series {Series} waits: {Reason}")]
    internal static partial void FeedWaits(ILogger log, string series, string source, string reason);
}
