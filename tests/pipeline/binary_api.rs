//! A whole run over the binary API: what is above the transport does not notice.
use apply::{Outcome, ProofState, run};
use planner::{Context, Transport};
use practice_router::Server;
use routeros_client::{ApiRouter, read_snapshot};
use std::collections::BTreeSet;
use tests::journey::{Answers, context, practice};
use tokio_util::sync::CancellationToken;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_ends_well_over_the_binary_api() {
    let answers = Answers::of(
        &[("internet.type", "pppoe"), ("internet.pppoe.user", "anna")],
        &[("internet.pppoe.password", "geheim")],
    );
    for personality in ["hex_7.12", "hap-ax2_7.20", "hap-ac2_6.49", "rb5009_7.18", "hap-be3_7.24"] {
        let server = Server::start(practice(personality, "pppoe:anna:geheim")).await.expect("a server on loopback");
        let router = ApiRouter::connect(&server.api_url(), server.user(), server.password()).await.expect("a login");
        let snapshot = read_snapshot(&router).await.expect("a snapshot");
        let ticked = BTreeSet::new();
        let over_api = || Context { transport: Transport::Api, ..context(&answers.secrets, &ticked) };
        let plan = planner::plan(&answers.valid(), &snapshot, &over_api())
            .unwrap_or_else(|issues| panic!("{personality}: {issues:?}"));
        let (project, context) = (answers.valid(), over_api());
        let end = run(&router, &project, &plan, &context, &mut |_| {}, &CancellationToken::new()).await;
        assert_eq!((end.outcome, &end.failure), (Outcome::Done, &None), "{personality}");
        assert!(end.proof.iter().all(|item| item.state == ProofState::Good), "{personality}: {:#?}", end.proof);
        assert!(server.router().requests().iter().all(|request| request.method == "API"));
        let again = planner::plan(&project, &read_snapshot(&router).await.expect("a snapshot"), &context);
        assert!(again.expect("it fits").changes.is_empty(), "{personality}: nothing is left to do");
        server.stop().await;
    }
}
