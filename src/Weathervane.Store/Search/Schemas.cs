namespace Weathervane.Store.Search;

/// <summary>What each kind of search may name.</summary>
internal static class Schemas
{
    private static readonly Column StartTime = new("r.start_ms", ValueKind.Number) { Index = OfRuns("start_ms") with { Always = "n.lifecycle_stage IN ('active', 'deleted') AND " } };

    private static readonly Column RunName = new("r.name", ValueKind.Text) { Index = OfRuns("name") };

    /// <summary>Runs, as <c>runs r</c>.</summary>
    internal static SearchSchema Runs { get; } = new(
        new Dictionary<string, Column>
        {
            ["run_id"] = new("r.run_id", ValueKind.Text),
            ["run_name"] = RunName,
            ["status"] = new("r.status", ValueKind.Text) { Index = OfRuns("status") },
            ["artifact_uri"] = new("r.artifact_uri", ValueKind.Text),
            ["user_id"] = new("r.user_id", ValueKind.Text) { Index = OfRuns("user_id") },
            ["start_time"] = StartTime,
            ["end_time"] = new("r.end_ms", ValueKind.Number, MayLack: true),
            ["run name"] = RunName,
            ["Run name"] = RunName,
            ["Run Name"] = RunName,
            ["created"] = StartTime,
            ["Created"] = StartTime,
        },
        [
            new(["metrics", "metric"], "latest_metrics v WHERE v.run_id = r.run_id", "v.key", "v.value", ValueKind.Number)
            {
                IsNaN = "v.is_nan = 1",
                Index = new("latest_metrics v", "v.run_id", "r.run_id", "v.value"),
            },
            new(["params", "param", "parameters", "parameter"], "params v WHERE v.run_id = r.run_id", "v.key", "v.value", ValueKind.Text)
            {
                Index = new("params v", "v.run_id", "r.run_id", "substr(v.value, 1, 64)", Letters: 64),
            },
            new(["tags", "tag"], "tags v WHERE v.run_id = r.run_id", "v.key", "v.value", ValueKind.Text)
            {
                Index = new("tags v", "v.run_id", "r.run_id", "substr(v.value, 1, 64)", Letters: 64),
            },
            new(
                ["datasets", "dataset"],
                """
                run_datasets l JOIN datasets d ON d.dataset_id = l.dataset_id
                LEFT JOIN run_dataset_tags t ON t.run_id = l.run_id AND t.dataset_id = l.dataset_id AND t.key = 'mlflow.data.context'
                WHERE l.run_id = r.run_id
                """,
                "",
                "",
                ValueKind.Text)
            {
                Columns = new Dictionary<string, string> { ["name"] = "d.name", ["digest"] = "d.digest", ["context"] = "t.value" },
            },
        ],
        "r.start_ms DESC, r.run_id")
    {
        Table = "runs",
    };

    /// <summary>Experiments, as <c>experiments e</c>.</summary>
    internal static SearchSchema Experiments { get; } = new(
        new Dictionary<string, Column>
        {
            ["name"] = new("e.name", ValueKind.Text),
            ["creation_time"] = new("e.created_ms", ValueKind.Number),
            ["last_update_time"] = new("e.updated_ms", ValueKind.Number),
        },
        [new(["tags", "tag"], "experiment_tags v WHERE v.experiment_id = e.experiment_id", "v.key", "v.value", ValueKind.Text)],
        "e.created_ms DESC, e.experiment_id")
    {
        SortOnly = new Dictionary<string, Column> { ["experiment_id"] = new("e.experiment_id", ValueKind.Number) },
    };

    /// <summary>Registered models, as <c>registered_models m</c>.</summary>
    internal static SearchSchema Models { get; } = new(
        new Dictionary<string, Column> { ["name"] = new("m.name", ValueKind.Text, IsModelName: true) },
        [
            new(["tags", "tag"], "registered_model_tags v WHERE v.registered_model_id = m.registered_model_id", "v.key", "v.value", ValueKind.Text)
            {
                MissingIsUnequal = ["mlflow.prompt.is_prompt"],
            },
        ],
        "m.name")
    {
        SortOnly = Times("m"),
    };

    /// <summary>Model versions, as <c>model_versions v JOIN registered_models m</c>.</summary>
    internal static SearchSchema Versions { get; } = new(
        new Dictionary<string, Column>
        {
            ["name"] = new("m.name", ValueKind.Text, IsModelName: true),
            ["run_id"] = new("v.run_id", ValueKind.Text, MayLack: true),
            ["source_path"] = new("v.source", ValueKind.Text),
            ["version_number"] = new("v.version", ValueKind.LooseNumber),
        },
        [
            new(
                ["tags", "tag"],
                "model_version_tags t WHERE t.registered_model_id = v.registered_model_id AND t.version = v.version",
                "t.key",
                "t.value",
                ValueKind.Text)
            {
                MissingIsUnequal = ["mlflow.prompt.is_prompt"],
            },
        ],
        "v.updated_ms DESC, m.name, v.version DESC")
    {
        SortOnly = Times("v"),
    };

    /// <summary>Logged models, as <c>logged_models l</c>; a metric's value is its latest.</summary>
    internal static SearchSchema LoggedModels { get; } = new(
        new Dictionary<string, Column>
        {
            ["name"] = new("l.name", ValueKind.Text),
            ["model_id"] = new("l.model_id", ValueKind.Text),
            ["model_type"] = new("l.model_type", ValueKind.Text, MayLack: true),
            ["status"] = new("l.status", ValueKind.Text),
            ["source_run_id"] = new("l.source_run_id", ValueKind.Text, MayLack: true),
            ["experiment_id"] = new("l.experiment_id", ValueKind.Number),
            ["creation_timestamp"] = new("l.created_ms", ValueKind.Number),
            ["creation_time"] = new("l.created_ms", ValueKind.Number),
            ["last_updated_timestamp"] = new("l.updated_ms", ValueKind.Number),
        },
        [
            new(
                ["metrics", "metric"],
                """
                (SELECT model_id, key, value, is_nan,
                        row_number() OVER (PARTITION BY model_id, key ORDER BY step DESC, timestamp_ms DESC, value DESC) AS place
                 FROM metrics WHERE model_id IS NOT NULL) v WHERE v.place = 1 AND v.model_id = l.model_id
                """,
                "v.key",
                "v.value",
                ValueKind.Number)
            {
                IsNaN = "v.is_nan = 1",
            },
            new(["params", "param", "parameters", "parameter"], "logged_model_params v WHERE v.model_id = l.model_id", "v.key", "v.value", ValueKind.Text),
            new(["tags", "tag"], "logged_model_tags v WHERE v.model_id = l.model_id", "v.key", "v.value", ValueKind.Text),
        ],
        "l.created_ms DESC, l.model_id");

    private static ValueIndex OfRuns(string column) => new("runs n", "n.run_id", "r.run_id", $"n.{column}");

    private static Dictionary<string, Column> Times(string row) => new()
    {
        ["creation_timestamp"] = new($"{row}.created_ms", ValueKind.Number),
        ["last_updated_timestamp"] = new($"{row}.updated_ms", ValueKind.Number),
    };
}
