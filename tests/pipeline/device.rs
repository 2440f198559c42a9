//! Two routers with the same settings and the same address are two: a plan is for one of them.
use apply::{Failure, Outcome};
use practice_router::{Router as Practice, RouterState};
use routeros_client::read_snapshot;
use std::collections::BTreeSet;
use tests::{
    direct::Direct,
    journey::{Answers, RUN_KEY, context, practice_in},
};
use tokio_util::sync::CancellationToken;

/// A factory router with another serial number, or as a virtual router with none and this licence.
fn router(serial: &str, licence: &str) -> Practice {
    let mut state: RouterState = practice_router::personality("hap-ax2_7.20").expect("carried");
    state.menus.get_mut("/system/routerboard").expect("a board")["serial-number"] = serial.into();
    state.menus.get_mut("/system/license").expect("a licence")["software-id"] = licence.into();
    practice_in(state, practice_router::Internet::Dhcp { vlan: None, address: None })
}

#[tokio::test(start_paused = true)]
async fn a_plan_is_not_carried_out_on_another_device() {
    let answers = Answers::of(&[("names.source", "provider")], &[]);
    let ticked = BTreeSet::new();
    let context = context(&answers.secrets, &ticked);
    for (mine, theirs) in [(("HEX1", ""), ("HEX2", "")), (("", "AAAA-1111"), ("", "BBBB-2222"))] {
        let (mine, theirs) = (router(mine.0, mine.1), router(theirs.0, theirs.1));
        let snapshot = read_snapshot(&Direct(mine.clone())).await.expect("a snapshot");
        let other = read_snapshot(&Direct(theirs.clone())).await.expect("a snapshot");
        assert_eq!(snapshot.hash(&RUN_KEY), other.hash(&RUN_KEY), "their settings are the same");
        let plan = answers.plan(&snapshot, &ticked).expect("fits");
        assert!(!plan.is_empty());
        let before = theirs.state().menus;
        let stop = CancellationToken::new();
        let end = apply::run(&Direct(theirs.clone()), &answers.valid(), &plan, &context, &mut |_| {}, &stop).await;
        assert_eq!((end.outcome, end.failure), (Outcome::NotStarted, Some(Failure::OtherDevice)));
        assert_eq!(theirs.state().menus["/ip/dns"], before["/ip/dns"], "nothing was written");
        let end = apply::run(&Direct(mine.clone()), &answers.valid(), &plan, &context, &mut |_| {}, &stop).await;
        assert_eq!((end.outcome, end.failure), (Outcome::Done, None), "on its own it goes well");

        // Putting back is for the same device, too.
        let inverses = planner::revert(&snapshot, &plan.changes);
        let now = read_snapshot(&Direct(mine)).await.expect("a snapshot");
        let back = planner::put_back(&inverses, &now, &RUN_KEY).plan;
        let end = apply::put_back(&Direct(theirs), &inverses, &back, &context, &mut |_| {}, &stop).await;
        assert_eq!((end.outcome, end.failure), (Outcome::NotStarted, Some(Failure::OtherDevice)));
    }
}
