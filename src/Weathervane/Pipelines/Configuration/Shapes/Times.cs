using System.Globalization;
using System.Text.Json.Nodes;
using Weathervane.Bars;
using YamlDotNet.RepresentationModel;

namespace Weathervane.Pipelines.Configuration.Shapes;

/// <summary>A moment in UTC: <c>2020-01-31</c> or <c>2020-01-31T15:30:00Z</c>.</summary>
internal sealed class MomentShape : Shape<DateTime>
{
    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mmZ"];

    internal override bool TryRead(Node node, out DateTime value)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTime.TryParseExact(node.Scalar, Formats, CultureInfo.InvariantCulture, utc, out value))
        {
            return true;
        }

        node.Wrong($"is {node.Shown}.", "It must be a day or a moment in UTC, such as 2020-01-31 or 2020-01-31T15:30:00Z.");
        return false;
    }

    internal override YamlNode Write(DateTime value) =>
        Plain(value.ToString(value.TimeOfDay == TimeSpan.Zero ? Formats[0] : Formats[1], CultureInfo.InvariantCulture));

    internal override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = @"^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$" };
}

/// <summary>A length of time: <c>30s</c>, <c>15m</c>, <c>4h</c>, <c>2d</c>, <c>1w</c>.</summary>
internal sealed class DurationShape : Shape<TimeSpan>
{
    internal override bool TryRead(Node node, out TimeSpan value)
    {
        if (IntervalText.TryParse(node.Scalar ?? "", out value))
        {
            return true;
        }

        node.Wrong($"is {node.Shown}.", "It must be a length of time, such as 15m, 4h or 2d.");
        return false;
    }

    internal override YamlNode Write(TimeSpan value) => Plain(IntervalText.Format(value));

    internal override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = @"^[1-9]\d*[wdhms]$" };
}
