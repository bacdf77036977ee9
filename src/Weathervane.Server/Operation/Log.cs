using Microsoft.Extensions.Logging;

namespace Weathervane.Server.Operation;

/// <summary>What the server writes to its log.</summary>
internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    internal static partial void RequestFailed(ILogger log, Exception failure, string method, string path);
}
