using System.Globalization;
using System.Text.Json;
using Weathervane.Bars;

namespace Weathervane.Pipelines;

/// <summary>The pipeline for whoever has bars and nothing else: what <c>vane init</c> writes and <c>vane run BARS.csv</c> runs.</summary>
public static class DefaultPipeline
{
    /// <summary>What the pipeline, its run and its model are called.</summary>
    /// <param name="bars">The bars; their name is the file's.</param>
    public static string NameOf(BarSeries bars) => PipelineFile.SafeName(bars.Name);

    /// <summary>Writes the pipeline, with comments that say what else may be said.</summary>
    /// <param name="bars">The bars, for what the comments tell of them.</param>
    /// <param name="file">The bars file, relative to where the pipeline will lie.</param>
    public static string Yaml(BarSeries bars, string file)
    {
        var facts = string.Create(
            CultureInfo.InvariantCulture,
            $"{bars.Count} bars of {IntervalText.Format(bars.Interval)}, {bars.Times[0]:yyyy-MM-dd} to {bars.Times[^1]:yyyy-MM-dd}");
        return $$"""
            # A pipeline for {{Comment(Path.GetFileName(file))}}: {{facts}}.
            # All keys and their defaults: docs/pipelines.md. Any value can be overridden: vane run PIPELINE --set split.folds=3
            version: 1
            name: {{Quote(NameOf(bars))}}

            # Where the bars are, relative to this file. Several files of one market: [a.csv, b.csv].
            bars:
              file: {{Quote(file)}}
              # clock: America/New_York+07:00   # when the file's times are not UTC
              # stamp: close                    # when a time is the end of its bar
              # from: 2015-01-01                # leave out what is older

            # What the model sees of the bars: a set, or a list such as [rsi(14), ema(50)]. 'vane features list' shows all.
            features: direction

            # What is forecast: whether the next close is higher. Also: dead-zone-direction, triple-barrier.
            label: next-bar-direction

            # The last 20 % of the rows stay sealed until you ask for them with --open-holdout: each look makes the next one worth less.
            # Before them, the walk-forward learns from the past and scores the stretch that follows, five times.
            split: { holdout: 0.2, folds: 5 }

            # Fitted on the training rows of each fold alone.
            scaler: standard
            impute: median

            # What markets hold changes: a row counts half as much as one that is so many bars newer.
            weights: { time-decay: 20000 }

            # Cautious, since markets hold little that can be learnt: many small steps, large leaves, half of the rows and a third of the features for each tree. The second cuts at random
            # places, which errs in other ways than the first. They compete on the rows that the walk-forward scores. 'tune:' searches ranges before the first scored row.
            learners:
              - lightgbm: { n_estimators: 250, learning_rate: 0.01, num_leaves: 15, min_data_in_leaf: 400, bagging_fraction: 0.5, bagging_freq: 1, feature_fraction: 0.3, lambda_l2: 20 }
              #   tune: { num_leaves: [3, 31], learning_rate: { low: 0.01, high: 0.1, log: true } }
              - lightgbm: { extra_trees: true, n_estimators: 300, learning_rate: 0.015, num_leaves: 24, min_data_in_leaf: 200, bagging_fraction: 0.5, bagging_freq: 1, feature_fraction: 0.3, lambda_l2: 20 }
              - logistic: { C: 0.0001 }
            ensemble: soft                      # their mean, as one more competitor

            # The metric that decides which learner wins, and the verdict.
            primary: log_loss

            # A new version becomes the champion only if it is better on the same rows.
            register: { promote: if-better }
            seed: 42

            """;
    }

    /// <summary>JSON's strings are YAML's, whatever a file is called.</summary>
    private static string Quote(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/') && char.IsAsciiLetter(text[0])
        ? text
        : JsonSerializer.Serialize(text);

    private static string Comment(string text) => string.Concat(text.Where(c => !char.IsControl(c)));
}
