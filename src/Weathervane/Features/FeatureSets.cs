namespace Weathervane.Features;

/// <summary>The named feature sets, and sets put together in a pipeline.</summary>
public static class FeatureSets
{
    /// <summary>43 features of an older Bitcoin pipeline, in its order: price levels and all, kept as its users know them.</summary>
    public static FeatureSet Btc43 { get; } = new("btc43", "43 features of an older Bitcoin pipeline, in its order",
    [
        "OPEN = open", "HIGH = high", "CLOSE = close", "LOW = low", "VOLUME = volume",
        "SMA_20 = sma(20)", "EMA_12 = ema(12)", "EMA_26 = ema(26)",
        "MACD = macd(12,26,9)", "MACD_SIGNAL = macd(12,26,9).signal", "MACD_DIFF = macd(12,26,9).diff",
        "RSI = rsi(14)", "BB_HIGH = bands(20,2).high", "BB_LOW = bands(20,2).low", "BB_WIDTH = bands(20,2).width",
        "STOCH_K = stochastic(14,3).k", "STOCH_D = stochastic(14,3).d", "VOLUME_SMA = volume_sma(24)", "MFI = mfi(14)", "ATR = atr(14)",
        "PRICE_CHANGE = return(1)", "HIGH_LOW_RATIO = high_low_ratio", "CLOSE_OPEN_RATIO = close_open_ratio",
        "VOLATILITY_30D = volatility(720,24)", "PRICE_VOLATILITY_30D = deviation(720)", "HL_VOLATILITY_30D = range_mean(720)",
        "volatility_5 = deviation(5)", "volatility_10 = deviation(10)", "returns = return(1)", "log_returns = log_return(1)",
        "rsi = rsi_simple(14)", "bb_upper = bands(20,2).upper", "bb_lower = bands(20,2).lower", "bb_position = bands(20,2).position",
        "atr = atr_mean(14)", "volume_sma = volume_sma(20)", "volume_ratio = volume_ratio(20)",
        "momentum_5 = momentum(5)", "momentum_10 = momentum(10)", "high_low_ratio = high_low_ratio", "close_open_ratio = close_open_ratio",
        "body_size = body_size", "gap = gap",
    ]);

    /// <summary>The ten features of that pipeline's first generation.</summary>
    public static FeatureSet Basic10 { get; } = new("basic10", "The ten features of that pipeline's first generation",
    [
        "OPEN = open", "HIGH = high", "LOW = low", "CLOSE = close", "VOLUME = volume", "SMA_20 = sma(20)", "EMA_12 = ema(12)", "EMA_26 = ema(26)",
        "MACD = macd(12,26,9)", "MACD_SIGNAL = macd(12,26,9).signal",
    ]);

    /// <summary>Five features of an older currency registry.</summary>
    public static FeatureSet T11 { get; } = new("t11", "Five features for 15-minute currency bars",
        ["rsi_14 = rsi(14)", "ema_20 = ema(20)", "ema_50 = ema(50)", "atr_14 = atr_smooth(14)", "adx_14 = adx(14)"]);

    /// <summary>The project's own set: no value has a price or a volume in it, so nothing ties it to the levels seen in training.</summary>
    /// <remarks>Lengths are in bars, and none reaches further back than 336, so that short series keep their rows. How it was chosen: docs/features.md. A recipe
    /// holds the list of its features, so models of an earlier list go on as they are.</remarks>
    public static FeatureSet Direction { get; } = new("direction", "Own set without price levels: moves, places, volatility, activity, habits of the hour, time",
    [
        // The last moves one by one, and over longer stretches: what went up fast tends to come back a little.
        "move(1,48)", "lagged_move(1,48)", "lagged_move(2,48)", "lagged_move(3,48)", "lagged_move(4,48)", "lagged_move(5,48)",
        "move(2,48)", "move(3,48)", "move(6,48)", "move(12,48)", "move(24,168)", "move(48,168)", "move(72,168)", "move(168,168)", "move(336,168)",
        "candle.body", "candle.upper", "candle.lower",

        // Where the close stands.
        "rsi(6)", "rsi(14)", "rsi(28)", "stochastic(14,3).k", "stochastic(48,3).k", "range_position(168)",
        "zscore(20)", "zscore(50)", "zscore(100)", "zscore(200)", "ema_gap(5,20)", "ema_gap(12,26)", "ema_gap(24,96)", "ema_gap(50,200)",
        "drawdown(48)", "drawdown(168)", "drawdown(336)", "runup(48)", "runup(168)", "runup(336)", "adx(14)",

        // How lively the market is, and whether its moves go on or come back.
        "volatility_ratio(6,48)", "volatility_ratio(24,168)", "volatility_ratio(48,336)", "range_trend(6,48)", "range_trend(24,168)", "range_zscore(48)",
        "bands(20,2).width", "downside_share(48)", "autocorrelation(48,1)", "autocorrelation(168,1)",
        "volume_zscore(24)", "volume_zscore(168)", "volume_trend(6,48)", "volume_trend(24,168)", "volume_pressure(12)", "volume_pressure(48)", "mfi(14)",

        // What this hour usually brings, and how coarse the price is.
        "slot(20).move", "slot(20).up", "slot(20).size", "slot(20).unchanged", "unchanged_share(96)",
        "time_of_day.sin", "time_of_day.cos", "time_of_week.sin", "time_of_week.cos",
    ]);

    /// <summary>What the persistence and momentum baselines look at.</summary>
    public static FeatureSet Baseline { get; } = new("baseline", "What the persistence and momentum baselines look at", ["return_1 = return(1)", "return_20 = return(20)"]);

    /// <summary>All named sets. A new one is a line here.</summary>
    public static IReadOnlyList<FeatureSet> All { get; } = [Btc43, Basic10, T11, Direction, Baseline];

    /// <summary>Puts a set together from names of sets, formulas, and <c>columns</c> (all further columns of the bars' file).</summary>
    /// <param name="parts">Such as <c>btc43</c>, <c>rsi(14)</c>, <c>fast = ema(12)</c>, <c>column(spread)</c>, <c>columns</c>.</param>
    /// <param name="sourceColumns">The further columns that the bars have.</param>
    /// <param name="where">The path of the list in its file, for messages: <c>features</c>.</param>
    /// <exception cref="InputException">A part is unknown or given twice, or there is none: all problems at once.</exception>
    public static FeatureSet Resolve(IReadOnlyList<string> parts, IReadOnlyList<string> sourceColumns, string where)
    {
        if (parts.Count == 1 && All.FirstOrDefault(s => s.Name == parts[0].Trim()) is { } named)
        {
            return named;
        }

        var columns = new List<FeatureColumn>();
        var problems = new List<InputProblem>();
        for (var i = 0; i < parts.Count; i++)
        {
            var path = parts.Count == 1 ? where : $"{where}[{i}]";
            foreach (var column in ReadPart(parts[i], sourceColumns, path, problems))
            {
                if (columns.Any(c => c.Name == column.Name))
                {
                    problems.Add(new InputProblem(path, $"gives a second column called '{column.Name}'.", "Leave it out, or give it a name: other = " + column.Formula));
                }
                else if (column.Formula.SourceColumn is { } source && !sourceColumns.Contains(source))
                {
                    problems.Add(new InputProblem(path, $"the bars have no column '{source}'.", $"They have: {(sourceColumns.Count == 0 ? "none" : string.Join(", ", sourceColumns))}."));
                }
                else
                {
                    columns.Add(column);
                }
            }
        }

        if (columns.Count == 0 && problems.Count == 0)
        {
            problems.Add(new InputProblem(where, "no feature is given.", $"Name a set ({string.Join(", ", All.Select(s => s.Name))}) or formulas like rsi(14)."));
        }

        return problems.Count > 0 ? throw new InputException(problems) : new FeatureSet("custom", "Put together in a pipeline", columns);
    }

    private static IReadOnlyList<FeatureColumn> ReadPart(string part, IReadOnlyList<string> sourceColumns, string path, List<InputProblem> problems)
    {
        if (All.FirstOrDefault(s => s.Name == part.Trim()) is { } set)
        {
            return set.Columns;
        }

        if (part.Trim() == "columns")
        {
            if (sourceColumns.Count == 0)
            {
                problems.Add(new InputProblem(path, "'columns' asks for the further columns of the bars, which have none.", "Leave it out."));
            }

            return [.. sourceColumns.Select(name => new FeatureColumn(name, FeatureFormula.OfColumn(name)))];
        }

        try
        {
            return [FeatureColumn.Parse(part)];
        }
        catch (ArgumentException wrong)
        {
            problems.Add(new InputProblem(path, Claim(wrong), Remedy(part)));
            return [];
        }
    }

    /// <summary>What to write instead of something that is neither a set nor a formula.</summary>
    internal static string Remedy(string part) =>
        Spelling.Closest(NameOf(part), All.Select(s => s.Name).Concat(FeatureCatalog.All.Select(f => f.Name))) is { } meant && meant != NameOf(part)
            ? $"Did you mean '{meant}'?"
            : $"Sets are {string.Join(", ", All.Select(s => s.Name))}; 'vane features list' shows all features.";

    private static string NameOf(string part) => part.Split('(', '.', '@')[0].Trim();

    private static string Claim(ArgumentException wrong) => wrong.ParamName is null ? wrong.Message : wrong.Message.Replace($" (Parameter '{wrong.ParamName}')", "", StringComparison.Ordinal);
}
